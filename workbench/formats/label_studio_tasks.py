"""Tasks of Label Studio taken apart: their text, and whose results are gold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.record_values import Json, RecordFault, number_of, objects_of

# Results over plain text have their labels here; those of other tags count otherwise.
LABELS = "labels"
_OTHER_LABELS = ("hypertextlabels", "paragraphlabels", "timeserieslabels")
_ADDRESSES = ("http://", "https://", "/data/", "s3://", "gs://", "azure-blob://")
# What it notes about a task for itself.
# fmt: off
BOOKKEEPING = frozenset({
    "id", "inner_id", "project", "annotator", "annotation_id", "created_at", "updated_at",
    "created_by", "updated_by", "lead_time", "file_upload", "total_annotations",
    "cancelled_annotations", "total_predictions", "comment_count",
    "unresolved_comment_count", "comment_authors", "last_comment_updated_at",
    "annotations_results", "predictions_results", "predictions_score", "annotators",
    "is_labeled", "overlap", "allow_skip", "avg_lead_time", "draft_exists", "reviewed",
    "reviewers",
})
# fmt: on
_ANNOTATION_KEYS = ("annotations", "completions")


@dataclass(frozen=True, slots=True)
class Result:
    """One labelled region of one annotation or prediction."""

    value: Json
    labels: tuple[str, ...]
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The results of one prediction."""

    model: str | None
    results: tuple[Result, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Task:
    """A text, its gold results (None: nobody annotated it), and all that is beside them."""

    text: str
    text_key: str
    data: Json
    gold: tuple[Result, ...] | None
    not_gold: tuple[Result, ...] = ()
    by_others: tuple[Result, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    unsupported: tuple[str, ...] = ()


def record_to_task(record: Json, text_key: str | None, name: str, is_ours: bool) -> Task:
    """Take an exported task apart, in the full layout or in the minimal one.

    `is_ours` says that cancelled annotations are gold. Raises RecordFault; CorpusError
    NW-I21 when several values could be the text.
    """
    if isinstance(record.get("data"), dict):
        return _full_task(record, text_key, name, is_ours)
    return _minimal_task(record, text_key, name)


def is_task(record: Json) -> bool:
    """Whether a record looks like a task."""
    if isinstance(record.get("data"), dict):
        return True
    return any(map(_is_regions, record.values()))


def results_in(record: Json) -> list[Json]:
    """The values of all regions with labels, wherever they stand; none of what is unsound."""
    holders = [record] if "data" not in record else _holders(record)
    found = []
    for holder in holders:
        for value in holder.values():
            results = value if isinstance(value, list) else []
            inner = (one.get("value", one) for one in results if isinstance(one, dict))
            found += [one for one in inner if isinstance(one, dict) and LABELS in one]
    return found


def _holders(record: Json) -> list[Json]:
    keys = (*_ANNOTATION_KEYS, "predictions")
    lists = (record.get(key) for key in keys)
    return [
        one for found in lists if isinstance(found, list) for one in found if isinstance(one, dict)
    ]


def _full_task(record: Json, text_key: str | None, name: str, is_ours: bool) -> Task:
    data: Json = record["data"]
    annotations = [one for key in _ANNOTATION_KEYS for one in objects_of(record, key)]
    valid = [one for one in annotations if is_ours or not _is_cancelled(one)]
    cancelled = [one for one in annotations if not is_ours and _is_cancelled(one)]
    valid = [valid[number] for number in sorted(range(len(valid)), key=_rank(valid), reverse=True)]
    unsupported: list[str] = []
    key = text_key or _text_key(data, name, annotations)
    return Task(
        _text(data, key),
        key,
        data,
        _results(valid[:1], unsupported) if valid else None,
        _results(cancelled, unsupported),
        _results(valid[1:], unsupported),
        _proposals(record, unsupported),
        tuple(unsupported),
    )


def _is_cancelled(annotation: Json) -> bool:
    return bool(annotation.get("was_cancelled") or annotation.get("skipped"))


def _rank(annotations: Sequence[Json]) -> Callable[[int], tuple[bool, bool, str, int]]:
    """Ground truth above others, results above none, then the latest."""

    def rank(number: int) -> tuple[bool, bool, str, int]:
        one = annotations[number]
        changed = str(one.get("updated_at") or one.get("created_at") or "")
        return one.get("ground_truth") is True, bool(one.get("result")), changed, number

    return rank


def _proposals(record: Json, unsupported: list[str]) -> tuple[Proposal, ...]:
    found = record.get("predictions") or []
    if not isinstance(found, list):
        raise RecordFault("has no list in 'predictions'")
    proposals = []
    for one in found:
        if not isinstance(one, dict):
            unsupported.append("a prediction without its results")
            continue
        model = one.get("model_version")
        results = _results([one], unsupported)
        name = model if isinstance(model, str) else None
        proposals.append(Proposal(name, results, number_of(one, "score", 1.0)))
    return tuple(proposals)


def _results(annotations: Iterable[Json], unsupported: list[str]) -> tuple[Result, ...]:
    found = []
    for annotation in annotations:
        for result in objects_of(annotation, "result"):
            value = result.get("value")
            if not isinstance(value, dict) or not any(key in value for key in _LABEL_KEYS):
                unsupported.append(f"a result of the type {str(result.get('type'))!r:.60}")
                continue
            score = number_of(result, "score", -1.0) if result.get("score") is not None else None
            found.append(Result(value, labels_of(value), score))
    return tuple(found)


_LABEL_KEYS = (LABELS, *_OTHER_LABELS)


def labels_of(value: Json) -> tuple[str, ...]:
    """The labels of a region over plain text; empty for another kind of region."""
    if LABELS not in value:
        return ()
    labels = value[LABELS]
    if not isinstance(labels, list) or not all(isinstance(one, str) for one in labels):
        raise RecordFault(f"has no list of names in {LABELS!r}")
    return tuple(labels)


def _minimal_task(record: Json, text_key: str | None, name: str) -> Task:
    lists = {key: value for key, value in record.items() if _is_regions(value)}
    regions = [Result(one, labels_of(one)) for value in lists.values() for one in value]
    is_annotated = bool(lists) or record.get("annotation_id") is not None
    data = {key: value for key, value in record.items() if key not in {*lists, *BOOKKEEPING}}
    key = text_key or _text_key(data, name, [])
    return Task(_text(data, key), key, data, tuple(regions) if is_annotated else None)


def _is_regions(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(one, dict) and LABELS in one for one in value)


def _text(data: Json, key: str) -> str:
    text = data.get(key)
    if not isinstance(text, str):
        raise RecordFault(f"has no text in {key!r}")
    if text.startswith(_ADDRESSES) and not text.split(maxsplit=1)[1:]:
        raise RecordFault(f"has an address in {key!r} instead of a text")
    return text


def _text_key(data: Json, name: str, annotations: Sequence[Json]) -> str:
    """`text`, the tag that the results are about, or the only string."""
    about = [result.get("to_name") for one in annotations for result in objects_of(one, "result")]
    for key in ("text", *about):
        if isinstance(key, str) and isinstance(data.get(key), str):
            return key
    strings = [key for key, value in data.items() if isinstance(value, str)]
    if len(strings) > 1:
        raise _several_texts(name, strings)
    return strings[0] if strings else "text"


def _several_texts(name: str, keys: Sequence[str]) -> CorpusError:
    shown = ", ".join(repr(key) for key in keys[:10])
    return CorpusError(
        "NW-I21",
        f"The tasks in {name} have several values that could be the text: {shown}.",
        NOTHING_CHANGED,
        "Say which one holds the text: --text-column on the command line, "
        "the text column in the window.",
    )
