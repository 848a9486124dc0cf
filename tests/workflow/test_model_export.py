"""A model that leaves the project loads in plain transformers, and says the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.engines.conftest import corpus, tiny_encoder  # noqa: F401
from workbench.domain.errors import ModelError
from workbench.domain.recipes import TransformersOptions
from workbench.domain.run_reports import RunReport
from workbench.domain.training import Data, Example, JobState, ModelCard, Spec
from workbench.engines.base import Place
from workbench.engines.fake import FakeHost
from workbench.engines.scoring.score import score
from workbench.engines.transformers.engine import TransformersEngine
from workbench.jobs.bases import check_model
from workbench.jobs.spec import create_run_folder, spec_to_json
from workbench.operations.runs import put_run
from workbench.operations.store import Run
from workbench.storage.project import Project
from workbench.workflow.model_cards import CardFacts, model_card, public_base, reads_lower_case
from workbench.workflow.model_export import export_model
from workbench.workflow.models import import_model

LABELS = ("PER", "LOC")
SPEC = Spec(labels=LABELS, epochs=4, batch_size=4, learning_rate=2e-2, max_length=20, threads=1)

MakeModel = Callable[..., Path]


@pytest.fixture
def train(project: Project, tiny_encoder: Path, corpus: tuple[Example, ...]) -> MakeModel:  # noqa: F811
    """Trains a tiny model as `run-1` of the project; keywords are its engine's options."""

    def make(**options: Any) -> Path:
        spec = replace(SPEC, base=str(tiny_encoder), transformers=TransformersOptions(**options))
        data = Data(corpus[:32], corpus[32:40], corpus[40:])
        parts = {"train": data.train, "dev": data.dev, "test": data.test}
        folder = create_run_folder(project.runs_folder / "run-1", spec, parts)
        place = Place(tiny_encoder, folder.model, folder.checkpoints)
        trained = TransformersEngine().train(spec, data, place, FakeHost())
        report = RunReport(
            "run-1", "transformers", spec.base, 1.0, "cpu",
            test=score(data.test, trained.test), snapshot=folder.snapshot(),
        )  # fmt: skip
        run = Run("run-1", JobState.DONE, "run-1", "now", spec_to_json(spec), 1.0, report.to_json())
        project.submit(put_run, run).result()
        return folder.model

    return make


def plainly(folder: Path, sentences: tuple[Example, ...]) -> list[tuple[str, ...]]:
    """The tags of the first piece of each word, by transformers alone."""
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)  # type: ignore[no-untyped-call]
    model = AutoModelForTokenClassification.from_pretrained(folder).eval()
    found = []
    for one in sentences:
        encoded = tokenizer(list(one.tokens), is_split_into_words=True, return_tensors="pt")
        with torch.no_grad():
            best = model(**encoded).logits[0].argmax(-1).tolist()
        words = encoded.word_ids()
        firsts = [words.index(word) for word in range(len(one.tokens))]
        found.append(tuple(model.config.id2label[best[place]] for place in firsts))
    return found


@pytest.mark.slow
def test_plain_transformers_says_the_same(
    project: Project,
    train: MakeModel,
    corpus: tuple[Example, ...],  # noqa: F811
    tmp_path: Path,
) -> None:
    """The same tag for the first piece of every word, and a pipeline that finds the entities."""
    model = train()
    out = export_model(project, "run-1", tmp_path / "plain")
    spec = replace(SPEC, model=str(model))
    ours = TransformersEngine().predict(spec, corpus, FakeHost())
    assert plainly(out, corpus) == [one.tags for one in ours]
    from transformers import pipeline

    tag = pipeline("token-classification", model=str(out), aggregation_strategy="first")
    found = [(one["entity_group"], one["word"]) for one in tag("Ann lives in Rome")]
    assert found == [("PER", "Ann"), ("LOC", "Rome")]


@pytest.mark.slow
def test_the_card_says_what_the_model_is(
    project: Project, train: MakeModel, tmp_path: Path
) -> None:
    """Its head is read by the hub's own library; nothing in the folder names this machine."""
    from huggingface_hub import ModelCard as HubCard

    train()
    out = export_model(project, "run-1", tmp_path / "plain")
    card = HubCard.load(out / "README.md")
    assert card.data.pipeline_tag == "token-classification"
    assert card.data.library_name == "transformers"
    assert "license" not in card.data.to_dict()
    snapshot = json.loads((project.runs_folder / "run-1" / "data" / "snapshot.json").read_bytes())
    for text in (*snapshot["sha256"].values(), "`PER`", "at most 20 word pieces", "cased"):
        assert text in card.text
    for file in out.iterdir():
        assert str(tmp_path).encode() not in file.read_bytes(), file
        assert b"/pytest-" not in file.read_bytes(), file


@pytest.mark.slow
def test_an_exported_model_comes_back(project: Project, train: MakeModel, tmp_path: Path) -> None:
    """Also after its card was gone on with; it is used here as it was trained."""
    model = train()
    out = export_model(project, "run-1", tmp_path / "plain")
    (out / "README.md").write_text("---\nlicense: mit\n---\n", "utf-8")
    known = import_model(project, out)
    assert (known.name, known.labels, known.problem) == ("plain", LABELS, "")
    copied = check_model(project.runs_folder / "models" / "plain")
    assert copied.options == check_model(model).options


@pytest.mark.slow
def test_heads_that_transformers_does_not_know_are_not_exported(
    project: Project, train: MakeModel, tmp_path: Path
) -> None:
    """A CRF would be left out in silence: it says so, and writes nothing."""
    train(crf=True)
    with pytest.raises(ModelError, match="a CRF") as caught:
        export_model(project, "run-1", tmp_path / "plain")
    assert caught.value.code == "NW-M31"
    assert not (tmp_path / "plain").exists()


@pytest.mark.slow
def test_what_is_there_is_not_written_over(
    project: Project, train: MakeModel, tmp_path: Path
) -> None:
    """A folder with something in it stays as it is; an empty one is used."""
    train()
    for name in ("full", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x", "utf-8")
    with pytest.raises(ModelError) as caught:
        export_model(project, "run-1", tmp_path / "full")
    assert caught.value.code == "NW-M32"
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert (export_model(project, "run-1", tmp_path / "empty") / "config.json").is_file()
    assert sorted(path.name for path in tmp_path.glob("empty*")) == ["empty"]


def test_hostile_names_stay_text() -> None:
    """Labels and titles from data cannot become markup, or end the head."""
    facts = CardFacts("<b>x</b>\n---\n# y", "transformers", "a/b", ("`|<script>",))
    card = model_card(facts)
    assert "<script>" not in card and "<b>" not in card
    assert card.count("\n---\n") == 1


def test_a_base_is_named_without_its_path(tmp_path: Path) -> None:
    """A hub name stays, a folder keeps its last name, the embedded one its name on the hub."""
    assert public_base("bert-base-cased") == "bert-base-cased"
    assert public_base("me/model") == "me/model"
    assert public_base(str(tmp_path / "encoder")) == "encoder"
    assert public_base("embedded") == "sentence-transformers/all-MiniLM-L6-v2"


@pytest.mark.parametrize(
    ("tokenizer", "config", "lower"),
    [
        ({}, {"do_lower_case": True}, True),
        ({}, {"do_lower_case": False}, False),
        ({"normalizer": {"type": "BertNormalizer", "lowercase": True}}, {}, True),
        ({}, {}, None),
    ],
)
def test_whether_case_counts_is_read_from_the_tokenizer(
    tmp_path: Path, tokenizer: dict[str, Any], config: dict[str, Any], lower: bool | None
) -> None:
    """None where it does not tell."""
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer), "utf-8")
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config), "utf-8")
    assert reads_lower_case(tmp_path) is lower


def test_a_card_of_an_imported_model_claims_nothing() -> None:
    """No figures, no data, where nobody measured."""
    card = model_card(CardFacts("t", "transformers", "", ModelCard("x", "", ("PER",)).labels))
    assert "not scored" in card and "trained elsewhere" in card
