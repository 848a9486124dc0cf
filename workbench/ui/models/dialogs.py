"""What is asked about a model: what its labels mean, and where it is uploaded to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.models import KnownModel
from workbench.ui.theme import LARGE, MEDIUM, plain_label
from workbench.workflow.model_pushing import REPO

WIDTH = 480
TALLEST = 320


class LabelDialog(QDialog):
    """A row for each label of a model: the project's label for it, or none."""

    def __init__(
        self, model: KnownModel, labels: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Match labels"))
        self.choices: dict[str, QComboBox] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(LARGE)
        for label in model.labels:
            self.choices[label] = self._choice(label, labels, model.note.mapping or {})
            form.addRow(plain_label(label), self.choices[label])
        form.setContentsMargins(0, 0, 0, 0)
        rows = QWidget()
        rows.setLayout(form)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setWidget(rows)
        room.setMinimumHeight(min(TALLEST, rows.sizeHint().height() + MEDIUM))
        words = self.tr(
            "What do the labels of {0} mean in this project? What is left out is never suggested."
        ).format(model.name)
        _lay_out(self, [plain_label(words, wrap=True), room], self.tr("Match"))

    @property
    def mapping(self) -> dict[str, str]:
        """The project's label for each of the model's; empty for one that is left out."""
        return {label: str(box.currentData() or "") for label, box in self.choices.items()}

    def _choice(self, label: str, labels: Sequence[str], known: Mapping[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("Label for {0}").format(label))
        box.addItem(self.tr("(leave it out)"), "")
        for name in labels:
            box.addItem(name, name)
        likely = known.get(label, _likely(label, labels))
        box.setCurrentIndex(max(0, box.findData(likely)))
        return box


@dataclass(frozen=True)
class Upload:
    """Where a model is uploaded to, and with which token; an empty one is the kept one."""

    repo: str
    token: str
    public: bool
    keep: bool
    forget: bool


class PushDialog(QDialog):
    """Repository, token, who may see it. `kept` says that the keyring holds a token."""

    def __init__(
        self, model: KnownModel, kept: bool, has_keyring: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Upload to a hub"))
        self._kept = kept
        self.repo = QLineEdit(placeholderText=self.tr("your-account/your-model"))
        self.token = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.public = QCheckBox(self.tr("Everybody may see it"))
        self.keep = QCheckBox(self.tr("Keep the token in the keyring of this system"))
        self.forget = QCheckBox(self.tr("Forget the kept token afterwards"))
        self.repo.setAccessibleName(self.tr("Repository"))
        self.token.setAccessibleName(self.tr("Access token"))
        if kept:
            self.token.setPlaceholderText(self.tr("the one in the keyring"))
        self.keep.setEnabled(has_keyring)
        self.forget.setVisible(kept)
        form = QFormLayout()
        form.setHorizontalSpacing(LARGE)
        form.addRow(plain_label(self.tr("Repository")), self.repo)
        form.addRow(plain_label(self.tr("Access token")), self.token)
        fields = QWidget()
        fields.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        parts: list[QWidget] = [plain_label(self._words(model), wrap=True), fields]
        parts += [self.public, self.keep, self.forget]
        if not has_keyring:
            parts.append(plain_label(self._no_keyring(), "muted", wrap=True))
        self.button = _lay_out(self, parts, self.tr("Upload"))
        for field in (self.repo, self.token):
            field.textChanged.connect(self._enable)
        self._enable()

    @property
    def upload(self) -> Upload:
        """What was chosen."""
        return Upload(
            self.repo.text().strip(),
            self.token.text().strip(),
            self.public.isChecked(),
            self.keep.isChecked(),
            self.forget.isChecked(),
        )

    def _enable(self) -> None:
        has_token = self._kept or bool(self.token.text().strip())
        repo = self.repo.text().strip()
        self.button.setEnabled(has_token and bool(REPO.fullmatch(repo)))

    def _words(self, model: KnownModel) -> str:
        return self.tr(
            "The weights, labels, figures and the model card of {0} go to the Hugging Face Hub;"
            " no sentence does. The repository is private unless you say otherwise."
        ).format(model.name)

    def _no_keyring(self) -> str:
        return self.tr("This system has no keyring: the token is used once and kept nowhere.")


class OptimiseDialog(QDialog):
    """What optimising a model does, and that it takes a while."""

    def __init__(self, model: KnownModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Optimise"))
        words = self.tr(
            "Variants of {0} are made that are smaller or quicker. Each is measured beside the"
            " original on the frozen test set: size, milliseconds a sentence, and F1."
        ).format(model.title or model.name)
        more = self.tr("It takes some minutes on the processor. The model itself stays as it is.")
        parts = [plain_label(words, wrap=True), plain_label(more, "muted", wrap=True)]
        self.button = _lay_out(self, parts, self.tr("Optimise"))


def _likely(label: str, labels: Sequence[str]) -> str:
    """The same label, or one that begins alike: PERSON and PER."""
    same = [one for one in labels if one.casefold() == label.casefold()]
    alike = [one for one in labels if _alike(one.casefold(), label.casefold())]
    return next(iter([*same, *alike]), "")


def _alike(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _lay_out(dialog: QDialog, parts: Sequence[QWidget], agree: str) -> QPushButton:
    """Put the parts below each other, and buttons under them; the one that agrees."""
    flags = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(flags.Ok | flags.Cancel)
    button = buttons.button(flags.Ok)
    button.setText(agree)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
    layout.setSpacing(MEDIUM)
    for part in parts:
        layout.addWidget(part)
    layout.addWidget(buttons)
    dialog.setMinimumWidth(WIDTH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return button
