"""Token figures are those that scikit-learn prints."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import classification_report

from workbench.domain.scores import Scores
from workbench.engines.scoring.tokens import confusion_to_table, count_confusion, tag_to_label

TAG = st.sampled_from(["O", "O", "B-PER", "I-PER", "I-LOC", "B-A-B"])
PAIRS = st.lists(st.tuples(TAG, TAG), min_size=1, max_size=60)


def _same(ours: Scores, theirs: dict[str, Any]) -> bool:
    expected = (theirs["precision"], theirs["recall"], theirs["f1-score"])
    return ours.support == theirs["support"] and (
        (ours.precision, ours.recall, ours.f1) == pytest.approx(expected)
    )


@given(PAIRS)
def test_all_rows_are_those_of_a_classification_report(pairs: list[tuple[str, str]]) -> None:
    """Each class, O too, with accuracy, macro and weighted averages."""
    gold, guess = [one for one, _ in pairs], [other for _, other in pairs]
    table = confusion_to_table(count_confusion([gold], [guess]))
    true, said = [tag_to_label(tag) for tag in gold], [tag_to_label(tag) for tag in guess]
    rows = classification_report(true, said, output_dict=True, zero_division=0)
    assert table.accuracy == pytest.approx(rows["accuracy"])
    assert table.with_outside.micro.f1 == table.accuracy
    assert _same(table.with_outside.macro, rows["macro avg"])
    assert _same(table.with_outside.weighted, rows["weighted avg"])
    seen = {name: row for name, row in table.with_outside.labels.items() if name in rows}
    assert all(_same(row, rows[name]) for name, row in seen.items())


@given(PAIRS)
def test_labels_alone_are_those_of_a_report_over_labels(pairs: list[tuple[str, str]]) -> None:
    """Without O: the report that is asked for the labels only."""
    true, said = ([tag_to_label(pair[side]) for pair in pairs] for side in (0, 1))
    labels = sorted({*true, *said} - {"O"})
    table = confusion_to_table(
        count_confusion([[one for one, _ in pairs]], [[other for _, other in pairs]])
    )
    assert list(table.labels) == labels
    if not labels:
        return
    rows = classification_report(true, said, labels=labels, output_dict=True, zero_division=0)
    # Where the labels are all classes, scikit-learn names the micro average accuracy.
    if "micro avg" in rows:
        assert _same(table.micro, rows["micro avg"])
    assert _same(table.macro, rows["macro avg"])
    assert _same(table.weighted, rows["weighted avg"])
    assert all(_same(table.labels[name], rows[name]) for name in labels)
