"""A model that stays loaded says what a prediction of its own says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.recipes import FlairOptions
from workbench.domain.training import Data, Example, JobKind, Spec
from workbench.engines.base import Place
from workbench.engines.fake import FakeHost
from workbench.engines.registry import engine_named
from workbench.engines.resident import load_resident

pytestmark = pytest.mark.slow

SPEC = Spec(labels=("PER", "LOC"), epochs=2, batch_size=4, max_length=20, threads=1)
SPECS = {
    "transformers": replace(SPEC, learning_rate=2e-2),
    "flair": replace(SPEC, engine="flair", flair=FlairOptions(hidden_size=16)),
    "fake": replace(SPEC, engine="fake"),
}


@pytest.mark.parametrize("name", SPECS)
def test_it_says_the_same_each_time(
    name: str, corpus: tuple[Example, ...], place: Place, tmp_path: Path
) -> None:
    """Sentence by sentence, again and again, and of one word alone."""
    engine, spec = engine_named(name), SPECS[name]
    engine.train(spec, Data(corpus[:32], corpus[32:40], corpus[40:]), place, FakeHost())
    asked = replace(spec, kind=JobKind.SERVE, model=str(place.model))
    expected = engine.predict(replace(asked, kind=JobKind.PREDICT), corpus[:8], FakeHost())
    host = FakeHost()
    tag = load_resident(asked, host)
    assert host.device == "cpu"
    for _ in range(2):
        said = [prediction for one in corpus[:8] for prediction in tag([one])]
        assert [one.tags for one in said] == [one.tags for one in expected]
    (alone,) = tag([Example(0, ("Rome",))])
    assert len(alone.tags) == len(alone.scores) == 1
