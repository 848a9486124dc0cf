"""Names behind numbers, out of whatever JSON stands there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.arrow_features import class_names, features_of_folder, features_of_schema

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(("names", "ClassLabel", "_type")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("names", "_type", "feature", "0", "x")), inner)
    ),
)


@given(feature=JSON)
def test_any_json_gives_names_or_none(feature: Any) -> None:
    """Nothing that may stand there leads to an error."""
    assert all(isinstance(name, str) for name in class_names(feature))


def test_labels_inside_of_spans() -> None:
    """The label of a span may be a number with a name, too."""
    span = {"start": {"_type": "Value"}, "label": {"names": ["PER"], "_type": "ClassLabel"}}
    assert class_names([span]) == ("PER",)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b'{"info": 7}', b'{"info": {"features": []}}']
)
def test_damaged_descriptions_are_none(tmp_path: Path, content: bytes) -> None:
    """They say nothing, and do no harm."""
    assert features_of_schema({b"huggingface": content}) == {}
    (tmp_path / "dataset_info.json").write_bytes(content)
    assert features_of_folder(tmp_path) == {}
    assert features_of_folder(tmp_path / "elsewhere") == {}


def test_features_of_a_schema() -> None:
    """They stand where `datasets` writes them."""
    described = json.dumps({"info": {"features": {"tags": 1}}}).encode()
    assert features_of_schema({b"huggingface": described}) == {"tags": 1}
    assert features_of_schema(None) == {}
