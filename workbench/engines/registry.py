"""The engines by their names."""

from __future__ import annotations

from workbench.domain.errors import UsageError
from workbench.engines.base import Engine


def engine_named(name: str) -> Engine:
    """Import and make an engine; UsageError NW-U25 when there is none of that name."""
    if name == "fake":
        from workbench.engines.fake import FakeEngine

        return FakeEngine()
    if name == "transformers":
        from workbench.engines.transformers.engine import TransformersEngine

        return TransformersEngine()
    if name == "flair":
        from workbench.engines.flair.engine import FlairEngine

        return FlairEngine()
    if name == "onnx":
        from workbench.engines.exported.tagger import ExportedEngine

        return ExportedEngine()
    raise UsageError(
        "NW-U25",
        f"There is no engine called {name!r}.",
        "Nothing was done.",
        'Choose "transformers" or "flair".',
    )
