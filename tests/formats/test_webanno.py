"""WebAnno's three tab separated formats: their traps one by one, and round trips."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.helpers import raw_sentence, read_with
from workbench.domain.entity import Entity
from workbench.domain.errors import CorpusError
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.formats.base import Carried, Format, RawSentence, ReadOptions, Source, WriteOptions
from workbench.formats.corpus import CorpusFile
from workbench.formats.sampling import sample
from workbench.formats.webanno import FORMATS
from workbench.formats.webanno_escapes import (
    escape_text,
    escape_value,
    stacked_values,
    unescape_java,
    unescape_text,
    unescape_value,
)

ONE, TWO, THREE = FORMATS
PLAIN = WriteOptions()
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
POS = "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS"
HEADER_3 = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={ENTITY}|identifier|value\n\n\n"
EMOJI = "\N{GRINNING FACE}"


def read(
    folder: Path, format_: Format, content: str | bytes, options: ReadOptions | None = None
) -> CorpusFile:
    """Read content as one file of a format."""
    path = folder / "doc.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_with(format_, path, options)


def entities(file: CorpusFile) -> list[tuple[str, str]]:
    """The text and label of each entity, with its tokens joined by spaces."""
    return [
        (" ".join(sentence.tokens[one.start : one.end]), one.label)
        for sentence in file.sentences
        for one in sentence.entities()
    ]


def problems(file: CorpusFile) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in file.problems]


def account(file: CorpusFile, unit: str) -> tuple[int, int, int]:
    one = next(one for one in file.accounts if one.unit == unit)
    return one.read, one.kept, one.reported


# Version 3


def test_sentences_tokens_and_spans_of_version_3(tmp_path: Path) -> None:
    """One number on several tokens is one span; no number is a span of one token."""
    file = read(
        tmp_path,
        THREE,
        HEADER_3 + "#Text=Anna Berg sov i Oslo.\n"
        "1-1\t0-4\tAnna\t*[1]\tPER[1]\t\n"
        "1-2\t5-9\tBerg\t*[1]\tPER[1]\t\n"
        "1-3\t10-13\tsov\t_\t_\t\n"
        "1-4\t14-15\ti\t_\t_\t\n"
        "1-5\t16-20\tOslo\t*\tLOC\t\n"
        "1-6\t20-21\t.\t_\t_\t\n"
        "\n#Text=Hon vann.\n"
        "2-1\t22-25\tHon\t_\t_\t\n2-2\t26-30\tvann\t_\t_\t\n2-3\t30-31\t.\t_\t_\t\n",
    )
    one, two = file.sentences
    assert one.tokens == ("Anna", "Berg", "sov", "i", "Oslo", ".")
    assert one.source == "Anna Berg sov i Oslo."
    assert (one.line, two.line, one.document) == (5, 13, "doc.tsv")
    assert entities(file) == [("Anna Berg", "PER"), ("Oslo", "LOC")]
    assert two.tags == ("O", "O", "O")
    assert problems(file) == []
    assert account(file, "spans") == (2, 2, 0)
    assert account(file, "token lines") == (9, 9, 0)


def test_neighbours_with_two_numbers_are_two_spans(tmp_path: Path) -> None:
    """The number, not the label, says where a span ends."""
    body = (
        "#Text=a b c\n1-1\t0-1\ta\t*[1]\tX[1]\n1-2\t2-3\tb\t*[2]\tX[2]\n1-3\t4-5\tc\t*[2]\tX[2]\n"
    )
    assert entities(read(tmp_path, THREE, HEADER_3 + body)) == [("a", "X"), ("b c", "X")]


def test_offsets_count_units_of_utf_16(tmp_path: Path) -> None:
    """An emoji before a span shifts it by two in the file and by one in the text."""
    body = (
        f"#Text={EMOJI}{EMOJI} Oslo{EMOJI}!\n1-1\t0-4\t{EMOJI}{EMOJI}\t_\t_\t\n"
        f"1-2\t5-9\tOslo\t*\tLOC\t\n1-3\t9-11\t{EMOJI}\t_\t_\t\n1-4\t11-12\t!\t_\t_\t\n"
        f"\n#Text=Oslo\n2-1\t13-17\tOslo\t*\tLOC\t\n"
    )
    file = read(tmp_path, THREE, HEADER_3 + body)
    first = next(iter(file.sentences))
    assert first.tokens == (EMOJI * 2, "Oslo", EMOJI, "!")
    assert first.source == f"{EMOJI}{EMOJI} Oslo{EMOJI}!"
    assert entities(file) == [("Oslo", "LOC"), ("Oslo", "LOC")]
    assert problems(file) == []


def test_offsets_in_code_points_are_understood(tmp_path: Path) -> None:
    """Other programs write the format and count code points; the tokens tell."""
    body = f"#Text={EMOJI} Oslo\n1-1\t0-1\t{EMOJI}\t_\t_\n1-2\t2-6\tOslo\t*\tLOC\n"
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert entities(file) == [("Oslo", "LOC")]
    assert problems(file) == []


def test_offsets_that_fit_nowhere_are_reported(tmp_path: Path) -> None:
    """Then the tokens are looked up in the text, and nothing is lost."""
    body = (
        "#Text=Anna bor i Oslo\n1-1\t0-9\tAnna\t_\t_\n1-2\t3-4\tbor\t_\t_\n"
        "1-3\t1-99\ti\t_\t_\n1-4\t7-8\tOslo\t*\tLOC\n"
    )
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert entities(file) == [("Oslo", "LOC")]
    assert problems(file) == [(5, "offsets-differ")]


def test_a_text_that_lacks_the_tokens_is_reported(tmp_path: Path) -> None:
    """The tokens are what was annotated: the text is put together from them."""
    body = "#Text=something else\n1-1\t0-4\tAnna\t*\tPER\n1-2\t5-8\tsov\t_\t_\n"
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert entities(file) == [("Anna", "PER")]
    assert [one.text for one in file.sentences] == ["Anna sov"]
    assert problems(file) == [(5, "text-differs")]


def test_parts_of_tokens_widen(tmp_path: Path) -> None:
    """A span over a part of a token takes all of it, and is reported on its line."""
    body = (
        "#Text=Oslobo sov\n1-1\t0-6\tOslobo\t_\t_\n1-1.1\t0-4\tOslo\t*\tLOC\n1-2\t7-10\tsov\t_\t_\n"
    )
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert entities(file) == [("Oslobo", "LOC")]
    assert problems(file) == [(7, "span-widened")]
    assert account(file, "token lines") == (3, 3, 0)


def test_parts_of_tokens_split(tmp_path: Path) -> None:
    """The same span splits the token where that was chosen."""
    body = (
        "#Text=Oslobo sov\n1-1\t0-6\tOslobo\t_\t_\n1-1.1\t0-4\tOslo\t*\tLOC\n1-2\t7-10\tsov\t_\t_\n"
    )
    options = ReadOptions(format="webanno-3", spans="split")
    file = read(tmp_path, THREE, HEADER_3 + body, options)
    assert [one.tokens for one in file.sentences] == [("Oslo", "bo", "sov")]
    assert entities(file) == [("Oslo", "LOC")]
    assert problems(file) == [(7, "token-split")]


def test_a_span_from_the_middle_of_one_token_to_the_middle_of_another(tmp_path: Path) -> None:
    """The same number on parts of two tokens is one span."""
    body = (
        "#Text=abc def\n1-1\t0-3\tabc\t_\t_\n1-1.1\t1-3\tbc\t*[1]\tX[1]\n"
        "1-2\t4-7\tdef\t_\t_\n1-2.1\t4-5\td\t*[1]\tX[1]\n"
    )
    assert entities(read(tmp_path, THREE, HEADER_3 + body)) == [("abc def", "X")]


def test_stacked_annotations_keep_the_outermost(tmp_path: Path) -> None:
    """Of spans over each other the longest is kept and each other one is reported."""
    body = "#Text=Uni Bonn\n1-1\t0-3\tUni\t*[1]\tORG[1]\n1-2\t4-8\tBonn\t*[1]|*[2]\tORG[1]|LOC[2]\n"
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert entities(file) == [("Uni Bonn", "ORG")]
    assert problems(file) == [(7, "overlapping-span")]
    assert account(file, "spans") == (2, 1, 1)


def test_a_span_over_two_sentences_joins_them(tmp_path: Path) -> None:
    """A number that goes on in the next sentence is the same span: no span is cut."""
    body = (
        "#Text=New\n1-1\t0-3\tNew\t*[1]\tLOC[1]\n\n#Text=York .\n"
        "2-1\t4-8\tYork\t*[1]\tLOC[1]\n2-2\t9-10\t.\t_\t_\n\n#Text=Ja\n3-1\t11-13\tJa\t_\t_\n"
    )
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert [one.tokens for one in file.sentences] == [("New", "York", "."), ("Ja",)]
    assert entities(file) == [("New York", "LOC")]
    assert problems(file) == [(5, "sentences-joined")]


def test_joined_sentences_that_touch(tmp_path: Path) -> None:
    """Nothing lies between sentences that the offsets put side by side."""
    body = "#Text=New\n1-1\t0-3\tNew\t*[1]\tX[1]\n\n#Text=York\n2-1\t3-7\tYork\t*[1]\tX[1]\n"
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert [one.text for one in file.sentences] == ["NewYork"]
    assert entities(file) == [("New York", "X")]


def test_an_annotation_without_a_value_is_reported(tmp_path: Path) -> None:
    """`*` stands for a span that nobody named: it cannot be an entity."""
    body = "#Text=a b\n1-1\t0-1\ta\thttp://x\t*\n1-2\t2-3\tb\t*\tX\n"
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert entities(file) == [("b", "X")]
    assert problems(file) == [(6, "span-without-label"), (2, "not-kept")]
    assert account(file, "spans") == (2, 1, 1)


def test_reserved_characters_in_values(tmp_path: Path) -> None:
    """Escaped signs are part of the label; brackets, bars and stars that are not mean something."""
    body = (
        "#Text=a b c d\n1-1\t0-1\ta\t*\t\\*\n1-2\t2-3\tb\t*\tX\\[1\\]\n"
        "1-3\t4-5\tc\t*\t\\_\n1-4\t6-7\td\t*\ta\\|b\\->c\\;d\\\\\n"
    )
    labels = [label for _, label in entities(read(tmp_path, THREE, HEADER_3 + body))]
    assert labels == ["*", "X[1]", "_", "a|b->c;d\\"]


def test_a_line_break_in_a_label_becomes_visible(tmp_path: Path) -> None:
    """No label of ours holds the end of a line; a sign stands for it, and that is told."""
    file = read(tmp_path, THREE, HEADER_3 + "#Text=a\n1-1\t0-1\ta\t*\tX\\nY\\tZ\n")
    assert entities(file) == [("a", "X\u240aY\u2409Z")]
    assert problems(file) == [(6, "odd-label")]


def test_reserved_characters_in_the_text(tmp_path: Path) -> None:
    """Tabs, backslashes and several lines of text are what they stand for."""
    body = (
        "#Text=a\\\\b\\tc\n#Text=d\n1-1\t0-3\ta\\b\t_\t_\n1-2\t4-5\tc\t_\t_\n1-3\t6-7\td\t*\tX\n"
        "\n#Sentence.id=s2\n#Text=\\\\n\n2-1\t8-10\t\\n\t_\t_\n"
    )
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert [one.text for one in file.sentences] == ["a\\b\tc\nd", "\\n"]
    assert [one.tokens for one in file.sentences] == [("a\\b", "c", "d"), ("\\n",)]
    assert problems(file) == []


@pytest.mark.parametrize(
    ("version", "text", "token"),
    [
        ("3", "C:\\temp", "C:\\temp"),
        ("3.0", "K\\u00f6ln", "Köln"),
        ("3.1", "\\uD83D\\uDE00", EMOJI),
        ("3.1", "a\\\"b\\'", "a\"b'"),
        ("3.2", "\\\\u00f6", "\\u00f6"),
        ("3.3", "un\\escaped", "un\\escaped"),
        ("3.9", "a\\\\b", "a\\b"),
    ],
)
def test_each_version_has_its_escapes(tmp_path: Path, version: str, text: str, token: str) -> None:
    """Up to 3.1 the text is a Java string, then it is not; where neither fits, it is plain."""
    length = len(token.encode("utf-16-le")) // 2
    content = f"#FORMAT=WebAnno TSV {version}\n#T_SP={ENTITY}|value\n\n\n#Text={text} x\n"
    body = f"1-1\t0-{length}\t{token}\tX\n1-2\t{length + 1}-{length + 2}\tx\t_\n"
    file = read(tmp_path, THREE, content + body)
    assert entities(file) == [(token, "X")]
    assert problems(file) == []


def test_escapes_of_values_in_text_and_tokens(tmp_path: Path) -> None:
    """Other programs escape there what WebAnno itself escapes in values only."""
    body = "#Text=a\\_b \\[\n1-1\t0-3\ta\\_b\t*\tX\n1-2\t4-5\t\\[\t_\t_\n"
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert [one.tokens for one in file.sentences] == [("a_b", "[")]
    assert entities(file) == [("a_b", "X")]
    assert problems(file) == []


def test_adjacent_sentences_and_wide_gaps(tmp_path: Path) -> None:
    """What lies between sentences is no part of them."""
    body = (
        "#Text=one\n1-1\t0-3\tone\t_\t_\n\n#Text=two\n2-1\t3-6\ttwo\t*\tX\n"
        "\n#Text=x\n3-1\t40-41\tx\t*\tX\n"
    )
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert [one.text for one in file.sentences] == ["one", "two", "x"]
    assert entities(file) == [("two", "X"), ("x", "X")]
    assert problems(file) == []


def test_other_layers_are_reported_with_counts(tmp_path: Path) -> None:
    """Relations, chains, slots and other layers never fail; each is told once, with its line."""
    header = (
        f"#FORMAT=WebAnno TSV 3.2\n#T_SP={POS}|PosValue\n#T_SP=webanno.custom.Mark|\n"
        "#T_SP=webanno.custom.Frame|ROLE_webanno.custom.Frame:Roles_webanno.custom.Link|uima.tcas.Annotation\n"
        f"#T_SP={ENTITY}|value\n#T_CH=coref.type.CoreferenceLink|referenceType|referenceRelation\n"
        f"#T_RL=syntax.type.Dependency|DependencyType|BT_{POS}\n\n\n"
    )
    body = (
        "#Text=Anna sov\n"
        "1-1\t0-4\tAnna\tNNP\t*\tagent;goal\t1-2;1-2\tPER\tpr[1]\tcoref->1-1\tSUBJ\t1-2\t\n"
        "1-2\t5-8\tsov\tVB\t_\t_\t_\t_\t_\t_\t_\t_\t\n"
    )
    file = read(tmp_path, THREE, header + body)
    assert entities(file) == [("Anna", "PER")]
    assert [(one.line, one.code, one.message) for one in file.problems] == [
        (2, "not-kept", "The layer 'POS' was not kept; it stands on 2 tokens."),
        (3, "not-kept", "The layer without features 'Mark' was not kept; it stands on 1 token."),
        (4, "not-kept", "The slot layer 'Frame' was not kept; it stands on 1 token."),
        (6, "not-kept", "The chain layer 'CoreferenceLink' was not kept; it stands on 1 token."),
        (7, "not-kept", "The relation layer 'Dependency' was not kept; it stands on 1 token."),
    ]


@pytest.mark.parametrize(
    ("layers", "cells", "label"),
    [
        (["custom.Part|label", f"{ENTITY}|identifier|value"], "a\t_\tX", "X"),
        (["custom.Two|comment|kind", "custom.Part|tone"], "a\tb\tX", "X"),
        (["custom.Two|comment|label"], "a\tX", "X"),
        ([f"{POS}|PosValue", "custom.Part|whatever"], "NN\tX", "X"),
    ],
)
def test_which_layer_holds_the_entities(
    tmp_path: Path, layers: list[str], cells: str, label: str
) -> None:
    """Named entities first, then a layer of one feature, then a usual name; never POS."""
    header = "".join(f"#T_SP={layer}\n" for layer in layers)
    file = read(
        tmp_path, THREE, f"#FORMAT=WebAnno TSV 3.3\n{header}\n\n#Text=a\n1-1\t0-1\ta\t{cells}\t\n"
    )
    assert entities(file) == [("a", label)]


def test_a_file_without_such_a_layer_is_untouched(tmp_path: Path) -> None:
    """WebAnno leaves out layers that nobody has used."""
    file = read(
        tmp_path, THREE, "#FORMAT=WebAnno TSV 3.3\n\n\n#Text=a b\n1-1\t0-1\ta\t\n1-2\t2-3\tb\t\n"
    )
    assert [one.tags for one in file.sentences] == [None]
    assert file.layout.description == "no layer of spans"


def test_lines_that_mean_nothing_are_reported(tmp_path: Path) -> None:
    """Each line is a token, a header, or lost with its number."""
    body = (
        "#Text=a b\n#What=ever\n1-1.1\t0-1\ta\tX\tX\n1-1\t0-1\ta\t_\n"
        "1-2\t2-3\tb\t*\tX\n1-3\tfoo\n1-4\t3-4\t \t_\t_\n1-2.1\t9-9\tzz\t_\t_\n"
    )
    file = read(tmp_path, THREE, HEADER_3 + body)
    assert entities(file) == [("b", "X")]
    assert sorted(problems(file)) == [
        (5, "offsets-differ"),
        (6, "unknown-line"),
        (7, "bad-line"),
        (8, "missing-cells"),
        (10, "bad-line"),
        (11, "bad-line"),
        (12, "bad-line"),
    ]
    assert account(file, "token lines") == (6, 2, 4)


def test_a_sentence_without_tokens_keeps_its_text(tmp_path: Path) -> None:
    """Its tokens are made."""
    file = read(tmp_path, THREE, HEADER_3 + "#Text=Anna sov.\n\n#Text=a\n2-1\t0-1\ta\t_\t_\n")
    assert [one.tokens for one in file.sentences] == [("Anna", "sov", "."), ("a",)]
    assert problems(file) == [(5, "no-tokens")]


def test_crlf_and_a_byte_order_mark(tmp_path: Path) -> None:
    """Ends of lines and the mark are no part of the format."""
    body = HEADER_3 + "#Text=Oslo\n1-1\t0-4\tOslo\t*\tLOC\t\n"
    file = read(tmp_path, THREE, b"\xef\xbb\xbf" + body.replace("\n", "\r\n").encode())
    assert entities(file) == [("Oslo", "LOC")]
    assert problems(file) == []


def test_a_token_over_the_limit_of_a_sentence(tmp_path: Path) -> None:
    """A sentence that never ends is refused with its line (I06)."""
    lines = "".join(f"1-{n}\t{n}-{n + 1}\ta\t_\t_\n" for n in range(10_001))
    with pytest.raises(CorpusError, match=r"NW-I06.*line 5 "):
        read(tmp_path, THREE, HEADER_3 + "#Text=a\n" + lines)


def test_another_file_is_no_version_3(tmp_path: Path) -> None:
    """Who names the format hears what is wrong."""
    with pytest.raises(CorpusError, match=r"NW-I25.*line 1 is 'Anna\\tPER'"):
        read(tmp_path, THREE, "Anna\tPER\n")


# Versions 1 and 2


def test_tags_of_version_2(tmp_path: Path) -> None:
    """B- begins, I- goes on, each place of a stack by itself; the text gives the spaces."""
    file = read(
        tmp_path,
        TWO,
        f" # {ENTITY} | value # {POS} | PosValue # dep.Dependency | Type | AttachTo={POS}\n"
        "#id=1\n#text=Uni Bonn (NRW)\n"
        "1-1\tUni\tB-ORG\tNN\tSBJ\t1-2\t\n1-2\tBonn\tI-ORG|B-LOC\tNN\t_\t_\t\n"
        "1-3\t(\tO\t_\t_\t_\t\n1-4\tNRW\tB-LOC\tNN\t_\t_\t\n1-5\t)\tO\t_\t_\t_\t\n",
    )
    assert [one.source for one in file.sentences] == ["Uni Bonn (NRW)"]
    assert entities(file) == [("Uni Bonn", "ORG"), ("NRW", "LOC")]
    assert [(one.line, one.code) for one in file.problems] == [
        (5, "overlapping-span"),
        (1, "not-kept"),
        (1, "not-kept"),
    ]


def test_placeholders_and_values_of_version_2(tmp_path: Path) -> None:
    """A place in a stack may be empty; a layer's name stands for no value; no prefix, one token."""
    file = read(
        tmp_path,
        TWO,
        f" # {ENTITY} | value\n#id=1\n#text=a b c d e\n1-1\ta\tB-X\t\n1-2\tb\tO-_|B-Y\t\n"
        f"1-3\tc\tB-_|I-Y\t\n1-4\td\tB-{ENTITY}_\t\n1-5\te\tZ\t\n",
    )
    assert entities(file) == [("a", "X"), ("b c", "Y"), ("e", "Z")]
    assert problems(file) == [(7, "span-without-label")]


def test_an_inside_tag_without_its_beginning(tmp_path: Path) -> None:
    """It begins a span, and is reported."""
    file = read(
        tmp_path, TWO, f" # {ENTITY} | value\n#id=1\n#text=a b\n1-1\ta\tI-X\t\n1-2\tb\tI-Y\t\n"
    )
    assert entities(file) == [("a", "X"), ("b", "Y")]
    assert problems(file) == [(4, "inside-without-begin"), (5, "inside-without-begin")]


def test_an_inside_tag_behind_a_gap(tmp_path: Path) -> None:
    """What goes on stands on the next token."""
    body = "#id=1\n#text=a b c\n1-1\ta\tB-X\t\n1-2\tb\tO\t\n1-3\tc\tI-X\t\n"
    file = read(tmp_path, TWO, f" # {ENTITY} | value\n{body}")
    assert entities(file) == [("a", "X"), ("c", "X")]
    assert problems(file) == [(6, "inside-without-begin")]


def test_a_text_that_goes_on_in_version_2(tmp_path: Path) -> None:
    """The second line of a text has no mark; it is no token."""
    file = read(
        tmp_path,
        TWO,
        f" # {ENTITY} | value\n#id=1\n#text=Anna\n\n3 sov\n"
        "1-1\tAnna\tB-PER\t\n1-2\t3\tO\t\n1-3\tsov\tO\t\n",
    )
    assert [one.text for one in file.sentences] == ["Anna\n3 sov"]
    assert entities(file) == [("Anna", "PER")]
    assert problems(file) == []


def test_version_1(tmp_path: Path) -> None:
    """Number, token, lemma, part of speech, entity, and the columns of dependencies."""
    file = read(
        tmp_path,
        ONE,
        "#id=1\n#text=Anna Berg sov.\n1\tAnna\tanna\tNNP\tB-PER\tO\t3\tSUBJ\t_\t_\n"
        "2\tBerg\t_\tNNP\tI_PER\tO\t_\t_\t_\t_\n3\tsov\tsova\tVB\t-\tO\t0\tROOT\t_\t_\n"
        "4\t.\t_\t_\tO\tO\t_\t_\t_\t_\n\n#id=2\n#text=Ja\n1\tJa\t_\t_\t_\tO\t_\t_\t_\t_\n",
    )
    assert [one.text for one in file.sentences] == ["Anna Berg sov.", "Ja"]
    assert entities(file) == [("Anna Berg", "PER")]
    assert [(one.code, one.message.split("'")[1]) for one in file.problems] == [
        ("not-kept", "Lemma"),
        ("not-kept", "POS"),
        ("not-kept", "Dependency"),
    ]


def test_version_1_without_texts(tmp_path: Path) -> None:
    """The first files had no text: then a space lies between the tokens."""
    file = read(tmp_path, ONE, "1\tAnna\t_\t_\tB-PER\n2\tsov\t_\t_\tO\n\n1\tJa\t_\t_\tO\n")
    assert [one.text for one in file.sentences] == ["Anna sov", "Ja"]
    assert entities(file) == [("Anna", "PER")]
    assert problems(file) == []


def test_another_file_is_no_version_1_or_2(tmp_path: Path) -> None:
    """It is refused after a look at its beginning."""
    for format_ in (ONE, TWO):
        with pytest.raises(CorpusError, match="NW-I26"):
            read(tmp_path, format_, "Anna\tPER\nsov\tO\n")


# Recognition


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HEADER_3 + "#Text=a\n1-1\t0-1\ta\t_\t_\n", "webanno-3"),
        ("\ufeff#FORMAT=WebAnno TSV 3\r\n\r\n\r\n#Text=a\r\n1-1\t0-1\ta\r\n", "webanno-3"),
        (f" # {ENTITY} | value\n#id=1\n#text=a\n1-1\ta\tO\t\n", "webanno-2"),
        ("\n#id=1\n#text=a\n1-1\ta\t\n", "webanno-2"),
        ("#id=1\n#text=a\n1\ta\t_\t_\tO\tO\t_\t_\t_\t_\n", "webanno-1"),
        ("#id=1\nAnna\tB-PER\n", ""),
        ("1\tAnna\tB-PER\tO\tO\n2\tsov\tO\tO\tO\n", ""),
        ("# a.b.Note | x\nAnna\tB-PER\n", ""),
        ("Anna\tB-PER\nsov\tO\n", ""),
        ("", ""),
    ],
)
def test_recognition(tmp_path: Path, content: str, name: str) -> None:
    """By the header, or by numbers and texts; column files are nobody's here."""
    path = tmp_path / "doc.tsv"
    path.write_text(content, "utf-8", newline="")
    scores = {one.name: one.matches(sample(Source(path, path.name, path))) for one in FORMATS}
    assert [one for one, score in scores.items() if score > 0] == ([name] if name else [])
    assert max(scores.values()) > 90 or not name


# Writing


def test_what_version_3_looks_like(tmp_path: Path) -> None:
    """The very lines that WebAnno and INCEpTION read: UTF-16 offsets, numbers, escapes."""
    sentences = [
        RawSentence((EMOJI, "Anna", "Berg"), ("O", "B-PER", "I-PER"), "a", 1),
        RawSentence(("in", "a\\b"), ("O", "B-X_[1]"), "a", 2, source="in\ta\\b"),
        RawSentence(("New", "York", "."), ("B-LOC", "I-LOC", "O"), "b", 3, source="New\nYork."),
    ]
    path = tmp_path / "out.tsv"
    assert THREE.write
    THREE.write(sentences, path, PLAIN)
    assert path.read_text("utf-8") == (
        f"#FORMAT=WebAnno TSV 3.3\n#T_SP={ENTITY}|identifier|value\n\n"
        f"\n#Text={EMOJI} Anna Berg\n1-1\t0-2\t{EMOJI}\t_\t_\t\n"
        "1-2\t3-7\tAnna\t*[1]\tPER[1]\t\n1-3\t8-12\tBerg\t*[1]\tPER[1]\t\n"
        "\n#Text=in\\ta\\\\b\n2-1\t13-15\tin\t_\t_\t\n2-2\t16-19\ta\\b\t*\tX\\_\\[1\\]\t\n"
        "\n#Text=New\n#Text=York.\n3-1\t20-23\tNew\t*[2]\tLOC[2]\t\n"
        "3-2\t24-28\tYork\t*[2]\tLOC[2]\t\n3-3\t28-29\t.\t_\t_\t\n"
    )


def test_what_versions_1_and_2_look_like(tmp_path: Path) -> None:
    """The header, the numbers and the columns of each."""
    sentences = [
        RawSentence(("Anna", "sov", "."), ("B-PER", "O", "O"), "a", 1, source="Anna\nsov.")
    ]
    for format_ in (ONE, TWO):
        assert format_.write
        format_.write(sentences, tmp_path / format_.name, PLAIN)
    assert (tmp_path / "webanno-2").read_text() == (
        f" # {ENTITY} | value\n#id=1\n#text=Anna sov.\n"
        "1-1\tAnna\tB-PER\t\n1-2\tsov\tO\t\n1-3\t.\tO\t\n\n"
    )
    assert (tmp_path / "webanno-1").read_text() == (
        "#id=1\n#text=Anna sov.\n1\tAnna\t_\t_\tB-PER\tO\t_\t_\t_\t_\n"
        "2\tsov\t_\t_\tO\tO\t_\t_\t_\t_\n3\t.\t_\t_\tO\tO\t_\t_\t_\t_\n\n"
    )


def labelled(label: str) -> RawSentence:
    return RawSentence(("a", "b"), (f"B-{label}", "O"), "a", 1)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
def test_ordinary_sentences_are_not_refused(format_: Format) -> None:
    """Labels, scripts, emoji, spaces and line breaks of every day can be written."""
    assert format_.refuses
    for label in ("PER", "creative-work", "LOC.NAM", "人", "x y", "O", "B-PER", "a_b[1]*;->"):
        assert format_.refuses(labelled(label), PLAIN) == ""
    spaced = RawSentence(
        ("Hej", ",", EMOJI, "x\u2028y"), None, "a", 1, source=f"Hej,\t{EMOJI}\nx\u2028y "
    )
    assert format_.refuses(spaced, PLAIN) == ""


@pytest.mark.parametrize(
    ("sentence", "formats", "named"),
    [
        (RawSentence(("a\tb",), None, "a", 1), FORMATS, "the token"),
        (RawSentence(("\x00",), None, "a", 1), FORMATS, "the token"),
        (RawSentence(("\ud800",), None, "a", 1), FORMATS, "the token"),
        (RawSentence((" a",), None, "a", 1), FORMATS, "the token"),
        (RawSentence((), None, "a", 1), FORMATS, "the number of its tokens"),
        (labelled("a\nb"), FORMATS, "the label"),
        (labelled("a\x07b"), FORMATS, "the label"),
        (labelled(" "), FORMATS, "the label"),
        (labelled("a|b"), (ONE, TWO), "the label"),
        (labelled("_"), (ONE, TWO), "the label"),
        (RawSentence(("a",), None, "a", 1, source=" a"), (THREE,), "the text"),
        (RawSentence(("a",), None, "a", 1, source="b a"), (THREE,), "the text"),
        (RawSentence(("a",), None, "a", 1, source="a b"), (THREE,), "the text"),
        (RawSentence(("a", "b"), None, "a", 1, source="ba"), (THREE,), "the text"),
        (RawSentence(("a",), None, "a", 1, source="a\x00"), (THREE,), "the text"),
    ],
)
def test_what_is_refused(sentence: RawSentence, formats: tuple[Format, ...], named: str) -> None:
    """What would not come back is named before anything is written."""
    for format_ in FORMATS:
        assert format_.refuses
        reason = format_.refuses(sentence, PLAIN)
        assert reason.startswith(named) if format_ in formats else reason == ""


@st.composite
def spaced_sentence(draw: st.DrawFn) -> RawSentence:
    """A sentence with its text, of which the gaps between tokens are any white space."""
    sentence = draw(raw_sentence())
    gap = st.text(st.sampled_from(" \t\n\r\u00a0\u3000\x0b\x85\u2028"), max_size=2)
    gaps = draw(st.lists(gap, min_size=len(sentence.tokens), max_size=len(sentence.tokens)))
    pairs = zip(sentence.tokens, gaps, strict=True)
    source = "".join(part for pair in pairs for part in pair)
    return replace(sentence, source=draw(st.sampled_from(("", source))))


@st.composite
def hostile_sentence(draw: st.DrawFn) -> RawSentence:
    """Any characters at all in tokens, label and text."""
    letters = st.one_of(st.characters(), st.sampled_from("\\_*[]|;->\t\n\r\x00\ud800\ufeff\u200bO"))
    texts = st.text(letters, min_size=1, max_size=5)
    tokens = tuple(draw(st.lists(texts, min_size=1, max_size=4)))
    end = draw(st.integers(1, len(tokens)))
    tags = entities_to_tags([Entity(draw(texts), 0, end)], len(tokens), IOB2)
    source = draw(st.one_of(st.just(""), st.just("".join(tokens)), texts))
    return RawSentence(tokens, tags, "a", 1, source=source)


def written_and_read(format_: Format, sentences: list[RawSentence]) -> CorpusFile:
    assert format_.write and format_.read_back
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.tsv"
        format_.write(sentences, path, PLAIN)
        return read_with(format_, path, format_.read_back(PLAIN))


def carried(format_: Format, sentence: RawSentence) -> tuple[object, ...]:
    text = sentence.text if Carried.SPACING in format_.carries else ""
    return sentence.tokens, sentence.entities(), text


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@settings(max_examples=150)
@given(
    sentences=st.lists(
        st.one_of(raw_sentence(), spaced_sentence(), hostile_sentence()), min_size=1, max_size=4
    )
)
def test_round_trip(format_: Format, sentences: list[RawSentence]) -> None:
    """What is not refused reads back identical in all that the format carries, without a word."""
    assert format_.refuses
    chosen = [one for one in sentences if not format_.refuses(one, PLAIN)]
    if not chosen:
        return
    file = written_and_read(format_, chosen)
    assert [carried(format_, one) for one in file.sentences] == [
        carried(format_, one) for one in chosen
    ]
    assert set(file.problem_counts) <= {"odd-line-break"}


@settings(max_examples=100)
@given(sentence=st.one_of(raw_sentence(), spaced_sentence()))
def test_sentences_with_sound_labels_are_never_refused(sentence: RawSentence) -> None:
    """Version 3 takes whatever is made of tokens and white space."""
    assert THREE.refuses and THREE.refuses(sentence, PLAIN) == ""


# Escapes


@given(text=st.text())
def test_escapes_are_undone(text: str) -> None:
    """Every value and every text comes back from its escaped form."""
    assert unescape_value(escape_value(text)) == text
    assert stacked_values(escape_value(text)) == ([(escape_value(text), 0)] if text else [])
    assert stacked_values(f"{escape_value(text)}[7]|x") == [(escape_value(text), 7), ("x", 0)]
    assert unescape_text(escape_text(text)) == text
    assert "\n" not in escape_text(text) + escape_value(text)


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("\\u0123d8\"'nt"))))
def test_java_strings_never_fail(text: str) -> None:
    """Any line of an old file gives a text that can be stored, without halves of characters."""
    unescape_java(text).encode("utf-8")


# Hostile files

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "#Text=a b",
                "#text=a b",
                "#id=1",
                "",
                "1-1\t0-1\ta\tX[1]|Y[2]",
                "1-2\t2-3\tb\tX[1]\t",
                "1-2.1\t2-3\tb\t*[1]\t",
                "1-1\ta\tB-X|I-Y\t",
                "1\ta\t_\t_\tI-X",
                "1-1\t5-2\ta\t\\",
                "#T_RL=a.B|c",
            ]
        ),
        st.text(max_size=12),
    ),
    max_size=12,
)
HEADS = {"webanno-1": "", "webanno-2": f" # {ENTITY} | value\n", "webanno-3": HEADER_3}


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@settings(max_examples=150)
@given(lines=LINES, end=st.binary(max_size=8))
def test_any_bytes_give_sentences_or_a_refusal(
    format_: Format, lines: list[str], end: bytes
) -> None:
    """No line and no byte leads to a traceback, and every unit is accounted for."""
    content = (HEADS[format_.name] + "\n".join(lines)).encode("utf-8", "surrogatepass") + end
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(CorpusError):
        file = read(Path(folder), format_, content)
        assert all(one.balanced for one in file.accounts)
