"""All places where a text occurs, each in its context; those that are ticked are tagged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from workbench.domain.changes import Changes
from workbench.domain.errors import WorkbenchError
from workbench.domain.filters import Filter
from workbench.domain.labels import LabelSet
from workbench.domain.mentions import Search, TermList
from workbench.operations import mentions
from workbench.operations.mentions import LIMIT, Found
from workbench.operations.store import Reader
from workbench.ui.annotate.mentions.desk import Mention
from workbench.ui.annotate.mentions.layout import MentionLayout
from workbench.ui.annotate.mentions.words import full_words, tagged_words
from workbench.ui.context import Context
from workbench.ui.notify import describe
from workbench.ui.tasks import Ticket
from workbench.workflow.exchange import Watch

SHARES = 10_000
NOT_YET = "Type what to look for, then press Find."
SEARCHING = "Searching…"
NOTHING = (
    "Nothing was found.\n\n"
    "Perhaps with other capitals, as a part of a token, or in other sentences?"
)
NO_LABELS = "The project has no labels yet. Add some in Clean, Label set."


@dataclass(frozen=True)
class _Known:
    """What the dialog needs of the project before it can tag."""

    labels: LabelSet
    label: str
    lists: tuple[TermList, ...]


def look_up(reader: Reader, mention: Mention | None) -> _Known:
    """The labels, the lists of terms, and the label that a text has most often."""
    label = mention.label if mention else ""
    if mention and not label:
        label = next(iter(reader.mention_labels(mention.text)), "")
    return _Known(reader.labels(), label, mentions.term_lists(reader))


class MentionDialog(QDialog):
    """Looks for one text at once, or for what a person types and then wants found.

    `listed` is the filter of the sentence list. Hits come in while the search goes on; they
    are tagged in one operation, which one undo takes back.
    """

    def __init__(
        self,
        context: Context,
        mention: Mention | None,
        listed: Filter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._mention = mention
        self._ticket: Ticket | None = None
        self._watch = Watch()
        self._tagging = False
        # What the table shows the hits of; None before the first search.
        self._searched: Search | None = None
        self.parts = MentionLayout(self, mention.text if mention else "", listed)
        self._connect()
        context.ask(look_up, mention, done=self._know)
        if mention is not None:
            self._search()
        else:
            self.parts.say(NOT_YET)
            self._allow()

    @property
    def searching(self) -> bool:
        return self._ticket is not None

    @property
    def tagging(self) -> bool:
        return self._tagging

    def reject(self) -> None:
        """Esc and Close: a search ends; what is being tagged will be tagged."""
        if not self._tagging:
            super().reject()

    def done(self, result: int) -> None:
        self._end_search()
        super().done(result)

    # Searching

    def _wanted(self) -> Search:
        parts = self.parts
        if self._mention is not None:
            return parts.options.search((self._mention.text,))
        return parts.options.search(parts.form.wanted_terms, parts.form.wanted_pattern)

    def _search(self) -> None:
        """Look for everything anew."""
        if self._tagging:
            return
        self._end_search()
        self._searched = self._wanted()
        self._watch = Watch()
        self.parts.model.clear()
        self.parts.tell("")
        self.parts.say(SEARCHING)
        self._ticket = self._context.follow(
            mentions.find,
            self._searched,
            LIMIT,
            step=self._take,
            done=self._found,
            failed=self._failed,
        )
        self.parts.progress.follow(self._watch, self.tr("Searching"))
        self._allow()

    def _take(self, found: Found) -> None:
        self._watch.progress(round(found.share * SHARES), SHARES)
        self.parts.add(found.hits)
        if found.full:
            self.parts.tell(full_words(LIMIT), "warning")

    def _found(self, _: None) -> None:
        self._end_search()
        self.parts.say(NOTHING)
        self._allow()

    def _stop(self) -> None:
        self._end_search()
        self.parts.tell(self.tr("Stopped; there may be more of them."), "warning")
        self.parts.say("")
        self._allow()

    def _end_search(self) -> None:
        ticket, self._ticket = self._ticket, None
        if ticket is not None:
            ticket.drop()
        self.parts.progress.stop()

    def _options_changed(self) -> None:
        """One text is looked for anew at once; otherwise the person says when."""
        if self._mention is not None:
            self._search()
        else:
            self._allow()

    def _submit(self) -> None:
        if not self.parts.form.is_empty:
            self._search()

    # Tagging

    def _tag(self) -> None:
        hits = self.parts.model.choice.chosen()
        if self._tagging or self.searching or not hits:
            return
        self._tagging = True
        self._context.do(
            mentions.tag, self.parts.label, hits, done=self._tagged, failed=self._not_tagged
        )
        self._allow()

    def _tagged(self, changes: Changes) -> None:
        self._tagging = False
        self._context.notify.info(tagged_words(changes, self.parts.label))
        self.accept()

    def _not_tagged(self, error: BaseException) -> None:
        self._tagging = False
        self._failed(error)

    # What else the project knows

    def _know(self, known: _Known) -> None:
        self.parts.set_labels(known.labels, known.label)
        self.parts.form.set_lists(known.lists)
        if not known.labels:
            self.parts.tell(NO_LABELS, "warning")
        self._allow()

    def _take_in(self, changes: Changes) -> None:
        """Somebody else changed something: lists come anew, and hits that it concerns."""
        if "term_lists" in changes.values:
            self._context.ask(mentions.term_lists, done=self.parts.form.set_lists)
        concerned = changes.membership or self._holds_any(changes.sentences)
        if concerned and self._searched is not None and not self._is_stale():
            self._search()

    def _holds_any(self, sentences: frozenset[int]) -> bool:
        return any(hit.sentence in sentences for hit in self.parts.model.choice.hits)

    def _choose_list(self, chosen: TermList) -> None:
        self.parts.choose_label(chosen.label)

    def _read_file(self, path: Path) -> None:
        self._context.tasks.run(
            partial(mentions.read_term_file, path), self.parts.form.set_terms, self._failed
        )

    def _save_list(self, terms: TermList) -> None:
        named = replace(terms, label=self.parts.label)
        self._context.do(mentions.save_term_list, named, failed=self._failed)

    def _delete_list(self, name: str) -> None:
        self._context.do(mentions.delete_term_list, name, failed=self._failed)

    # State

    def _failed(self, error: BaseException) -> None:
        self._end_search()
        if isinstance(error, WorkbenchError):
            self.parts.tell(describe(error), "bad")
            self.parts.say("")
        else:
            self._context.notify.error(error)
        self._allow()

    def _is_stale(self) -> bool:
        """Whether something else is looked for than what the table shows."""
        return self._searched != self._wanted()

    def _allow(self) -> None:
        """Allow what can be done now; Enter does what comes next."""
        parts, stale = self.parts, self._is_stale()
        ready = not self.searching and not self._tagging
        chosen = parts.model.choice.ticked.total()
        parts.form.setEnabled(not self._tagging)
        parts.options.setEnabled(not self._tagging)
        parts.find_button.setEnabled(ready and not parts.form.is_empty)
        parts.stop_button.setVisible(self.searching)
        parts.tag_button.setEnabled(ready and not stale and bool(chosen) and bool(parts.label))
        parts.close_button.setEnabled(not self._tagging)
        wanted = parts.find_button if stale and self._mention is None else parts.tag_button
        wanted.setDefault(True)

    def _connect(self) -> None:
        parts = self.parts
        parts.options.changed.connect(self._options_changed)
        parts.model.counted.connect(self._allow)
        parts.find_button.clicked.connect(self._search)
        parts.stop_button.clicked.connect(self._stop)
        parts.tag_button.clicked.connect(self._tag)
        parts.close_button.clicked.connect(self.reject)
        parts.form.changed.connect(self._allow)
        parts.form.submitted.connect(self._submit)
        parts.form.file_chosen.connect(self._read_file)
        parts.form.list_chosen.connect(self._choose_list)
        parts.form.save_wanted.connect(self._save_list)
        parts.form.delete_wanted.connect(self._delete_list)
        self._context.hub.changed.connect(self._take_in)
