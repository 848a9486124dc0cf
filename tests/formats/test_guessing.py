"""Guessing of old encodings: never sure on little, never sure of two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.guessing import MUCH, USUAL, coverage, guess_encoding

WORDS = "año señor Núñez Málaga Córdoba población reunión aún más información compañía también"


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("año señor", 1.0),
        ("ańo seńor Málaga", 2 / 3),
        ("čaj žena řeka ůl", 1.0),
        ("Москва", 1.0),
        ("Москва Köln", 6 / 7),
        ("橋が開かれる。", 1.0),
        ("大桥开放，免费参观", 1.0),
        ("„Köln“ – 5 €", 1.0),
        ("K„ln", 0.0),
        ("plain", 0.0),
        ("", 0.0),
    ],
)
def test_how_well_text_fits_one_language(text: str, share: float) -> None:
    """Letters of one alphabet fit together; a sign inside a word fits nowhere."""
    assert coverage(text) == pytest.approx(share)


def test_much_text_of_one_language_is_sure() -> None:
    """The usual name is taken where several encodings read the words alike."""
    found = guess_encoding(f"{WORDS} ".encode("latin-1") * 20)
    assert (found.encodings[0], found.sure) == ("cp1252", True)


def test_little_text_is_never_sure() -> None:
    """The same words, with fewer bytes beyond ASCII than count as much."""
    raw = WORDS.encode("latin-1")
    assert sum(byte >= 0x80 for byte in raw) < MUCH
    found = guess_encoding(raw)
    assert (found.encodings[0], found.sure) == ("cp1252", False)


@given(st.binary(max_size=600))
def test_any_bytes_have_proposals_that_exist(raw: bytes) -> None:
    """Whatever the bytes are, what is proposed can be chosen, and what is sure reads well."""
    found = guess_encoding(raw.replace(b" ", b""))
    assert not found.sure or coverage(raw.decode(found.encodings[0])) >= 0.98
    assert set(found.encodings) <= set(USUAL)
