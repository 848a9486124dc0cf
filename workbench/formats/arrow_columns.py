"""Which columns of Arrow data hold tokens, tags, text and spans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.arrow_features import class_names
from workbench.formats.attributes import DOCUMENT, DOCUMENT_NAMES, KEYS
from workbench.formats.base import ReadOptions
from workbench.formats.table_rows import OFFSETS, SPANS, TAGS, TEXT, TOKENS
from workbench.formats.token_table import SENTENCE_NAMES, TAG_NAMES, WORD_NAMES

# Names of columns, the likeliest first. They are compared without case.
_TOKENS = ("tokens", "words", "token", "word", "sentence", "text")
_TAGS = ("ner_tags", "tags", "ner", "labels", "label", "ner_labels", "entities", "named_entities")
_TEXT = ("text", "sentence", "content", "raw_text", "document", "data", "source")
_TEXT_OF_TOKENS = ("text", "sentence", "raw_text")
_SPANS = ("spans", "entities", "label", "labels", "ner", "annotations")
SENTENCE, WORD, TAG = "sentence", "word", "tag"
_LISTS = (
    "is_list",
    "is_large_list",
    "is_fixed_size_list",
    "is_list_view",
    "is_large_list_view",
)
_STRINGS = ("is_string", "is_large_string", "is_string_view")


@dataclass(frozen=True)
class ArrowColumns:
    """`used` gives the file's column for each key of a row; `names` are those of numbers.

    With `tokens_in_rows`, each row is one token.
    """

    used: Mapping[str, str]
    names: tuple[str, ...]
    ignored: tuple[str, ...]
    description: str
    tokens_in_rows: bool = False

    @property
    def needed(self) -> list[str]:
        """The names of the columns that must be read."""
        return list(dict.fromkeys(self.used.values()))


Test = Callable[[Any], bool]


def find_columns(
    schema: Any, features: Mapping[str, Any], options: ReadOptions, name: str
) -> ArrowColumns:
    """Find the columns of a schema by their names and types.

    Raises CorpusError NW-I33 where there are neither tokens nor text, NW-I32 for tags that
    are numbers without names, NW-I13 where the text column that was named is not there.
    """
    finder = _Finder(schema)
    used = _content(finder, options, name)
    if used is None:
        raise _no_content(name, schema.names)
    for key in KEYS:
        found = finder.first(DOCUMENT_NAMES if key == DOCUMENT else (key,), _is_plain)
        if found and found not in used.values():
            used[key] = found
    labelled = used.get(TAGS) or used.get(SPANS) or used.get(TAG)
    names = class_names(features.get(labelled)) if labelled else ()
    if labelled and not names and _holds_numbers(schema.field(labelled).type):
        raise _no_names(name, labelled)
    ignored = tuple(dict.fromkeys(one for one in schema.names if one not in used.values()))
    return ArrowColumns(used, names, ignored, _description(used), WORD in used)


def _content(finder: _Finder, options: ReadOptions, name: str) -> dict[str, str] | None:
    """The columns that sentences are made of; None where there are none."""
    if options.text_column is None and (tokens := finder.first(_TOKENS, _is_list_of(_is_string))):
        tags = finder.first(_TAGS, _is_list_of(_is_tag), besides=tokens)
        text = finder.first(_TEXT_OF_TOKENS, _is_string)
        return _present({TOKENS: tokens, TAGS: tags, TEXT: text})
    if options.text_column is None and (table := _token_table(finder)):
        return table
    text = _text_column(finder, options, name)
    if not text:
        return None
    spans = finder.first(_SPANS, _may_be_spans, besides=text)
    offsets = finder.first((OFFSETS, TOKENS), _is_string, besides=text)
    return _present({TEXT: text, SPANS: spans, OFFSETS: offsets})


def _token_table(finder: _Finder) -> dict[str, str] | None:
    word = finder.first(WORD_NAMES, _is_string)
    sentence = finder.first(SENTENCE_NAMES, _is_plain, besides=word)
    tag = finder.first(TAG_NAMES, _is_tag, besides=word)
    return (
        _present({SENTENCE: sentence, WORD: word, TAG: tag}) if word and sentence and tag else None
    )


def _text_column(finder: _Finder, options: ReadOptions, name: str) -> str:
    wanted = options.text_column
    if wanted is None:
        return finder.first(_TEXT, _is_string) or finder.only(_is_string)
    names: list[str] = finder.schema.names
    if wanted.isdecimal() and 0 < int(wanted) <= len(names):
        wanted = names[int(wanted) - 1]
    if wanted not in names or not _is_string(finder.schema.field(wanted).type):
        raise _no_such_column(name, wanted, names)
    return wanted


def _present(columns: Mapping[str, str]) -> dict[str, str]:
    return {key: column for key, column in columns.items() if column}


class _Finder:
    """Looks columns up; a name that occurs twice cannot be told apart and is passed over."""

    def __init__(self, schema: Any) -> None:
        self.schema = schema
        self._once: list[str] = [one for one in schema.names if schema.names.count(one) == 1]
        self._names = {one.lower(): one for one in reversed(self._once)}

    def first(self, names: Sequence[str], fits: Test, besides: str = "") -> str:
        """The first column with one of the names and a fitting type; "" for none."""
        for name in names:
            found = self._names.get(name)
            if found and found != besides and fits(self.schema.field(found).type):
                return found
        return ""

    def only(self, fits: Test) -> str:
        """The one column with a fitting type; "" for none or several."""
        found = [one for one in self._once if fits(self.schema.field(one).type)]
        return found[0] if len(found) == 1 else ""


def _is_one_of(kind: Any, tests: Sequence[str]) -> bool:
    import pyarrow as pa

    return any(getattr(pa.types, test)(kind) for test in tests)


def _is_string(kind: Any) -> bool:
    if _is_one_of(kind, ("is_dictionary",)):
        kind = kind.value_type
    return _is_one_of(kind, _STRINGS)


def _is_tag(kind: Any) -> bool:
    return _is_string(kind) or _is_one_of(kind, ("is_integer", "is_null"))


def _is_plain(kind: Any) -> bool:
    return _is_string(kind) or _is_one_of(kind, ("is_integer", "is_boolean", "is_null"))


def _is_list_of(inner: Test) -> Test:
    return lambda kind: _is_one_of(kind, _LISTS) and inner(kind.value_type)


def _may_be_spans(kind: Any) -> bool:
    """A list of objects or of lists, an object of lists, or a string that may hold JSON."""
    if _is_one_of(kind, _LISTS):
        return _is_one_of(kind.value_type, ("is_struct", *_LISTS))
    return _is_one_of(kind, ("is_struct", "is_null")) or _is_string(kind)


def _holds_numbers(kind: Any) -> bool:
    """Whether the labels of a column are numbers; offsets are numbers anyway."""
    inner = kind.value_type if _is_one_of(kind, _LISTS) else kind
    return _is_one_of(inner, ("is_integer",))


def _description(used: Mapping[str, str]) -> str:
    words = {
        TOKENS: "tokens",
        WORD: "one token a row",
        TAGS: "tags",
        TAG: "tags",
        TEXT: "text",
        SPANS: "spans",
    }
    return " · ".join(f"{word} in {used[key]}" for key, word in words.items() if key in used)


def _no_content(name: str, columns: Sequence[str]) -> CorpusError:
    shown = ", ".join(repr(column) for column in columns[:20]) or "none"
    return CorpusError(
        "NW-I33",
        f"{name} has no column of tokens or of text; its columns are {shown}.",
        NOTHING_CHANGED,
        "Give the column of tokens the name `tokens`, or say which column holds the text.",
    )


def _no_names(name: str, column: str) -> CorpusError:
    return CorpusError(
        "NW-I32",
        f"The column {column!r} of {name} holds numbers, and their names are not given.",
        NOTHING_CHANGED,
        "Save it with the feature ClassLabel, or turn the numbers into tags such as B-PER.",
    )


def _no_such_column(name: str, column: str, columns: Sequence[str]) -> CorpusError:
    shown = ", ".join(repr(one) for one in columns[:20]) or "none"
    return CorpusError(
        "NW-I13",
        f"{name} has no column of text {column!r}; its columns are {shown}.",
        NOTHING_CHANGED,
        "Name, or number from 1, a column that is there.",
    )
