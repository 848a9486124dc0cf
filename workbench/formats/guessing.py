"""Which old encoding some words are in: by charset-normalizer, and by alphabets where it wavers."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

# Encodings that files of text really come in, the more usual first, and what people call them.
USUAL: Mapping[str, str] = {
    "cp1252": "Windows-1252",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "big5hkscs": "Chinese (Big5-HKSCS)",
    "cp932": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC)",
    "cp949": "Korean (EUC)",
    "cp1250": "Windows-1250",
    "iso8859_2": "Latin-2",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "koi8_u": "KOI8-U",
    "iso8859_5": "ISO 8859-5",
    "cp866": "DOS 866",
    "cp1253": "Windows-1253",
    "iso8859_7": "ISO 8859-7",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp1257": "Windows-1257",
    "iso8859_4": "Latin-4",
    "tis_620": "Thai (TIS-620)",
    "cp437": "DOS 437",
    "cp850": "DOS 850",
    "cp852": "DOS 852",
    "mac_roman": "Mac Roman",
    "mac_latin2": "Mac Central European",
}
# With fewer bytes beyond ASCII than this, nothing is sure.
MUCH = 200

# The letters beyond a to z of languages that are written with Latin letters.
_ALPHABETS = (
    "äöüß",
    "àâæçéèêëîïôœùûüÿ",
    "áéíñóúüºª",
    "áâãàçéêíóôõúüºª",
    "àèéìíîòóùú",
    "àçèéíïòóúü·",
    "åäöéü",
    "æøåéóôü",
    "áéíóúýþæöð",
    "ëéèïöüáóí",
    "ąćęłńóśźż",
    "áčďéěíňóřšťúůýž",
    "áäčďéíĺľňóôŕšťúýž",
    "áéíóöőúüű",
    "ăâîșțşţ",
    "čćđšž",
    "çë",
    "ąčęėįšųūž",
    "āčēģīķļņšūž",
    "äöõüšž",
    "çğıöşüâîû\u0307",
)
# Scripts by their first and last characters: Greek, Cyrillic, Hebrew, Arabic, Thai, Hangul.
_SCRIPTS = (
    ("\u0370", "\u03ff"),
    ("\u0400", "\u052f"),
    ("\u0590", "\u05ff"),
    ("\u0600", "\u06ff"),
    ("\u0e00", "\u0e7f"),
    ("\uac00", "\ud7a3"),
)
_KANA = ("\u3040", "\u30ff")
_HAN = ("\u3400", "\u9fff")
_WIDE_SIGNS = ("\u3000", "\u303f"), ("\uff00", "\uff60")
# Japanese has at least so many kana among its letters, and Chinese none.
_FEWEST_KANA = 0.1
_NEAR_CHAOS = 0.1
_NEAR_COHERENCE = 0.15
_COVERED = 0.98
_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Reading:
    """Words as they are in one encoding. `chaos` and `coherence` are charset-normalizer's."""

    encoding: str
    text: str
    chaos: float
    coherence: float


@dataclass(frozen=True, slots=True)
class Guess:
    """The most probable encodings, best first; `sure` where only the first one can be right."""

    encodings: tuple[str, ...]
    sure: bool


def guess_encoding(words: bytes) -> Guess:
    """Guess the encoding of words that each have a byte beyond ASCII."""
    readings = _near(_readings(words)) if words else []
    if not readings:
        return Guess((), sure=False)
    covered = {one.encoding: coverage(one.text) for one in readings}
    readings.sort(key=lambda one: (-covered[one.encoding], _usual(one.encoding)))
    encodings = tuple(one.encoding for one in readings)
    best, others = covered[encodings[0]], [covered[name] for name in encodings[1:]]
    clear = best >= _COVERED and all(other <= best - _MARGIN for other in others)
    much = sum(byte >= 0x80 for byte in words) >= MUCH
    return Guess(encodings, sure=clear and much)


def _readings(words: bytes) -> list[Reading]:
    """One reading for each text that the words may be; of encodings that agree, the usual one."""
    from charset_normalizer import from_bytes

    found: dict[str, Reading] = {}
    for encoding in USUAL:
        # One at a time: together, those that resemble one that failed are not tried at all.
        for match in from_bytes(words, cp_isolation=[encoding]):
            if codecs.lookup(match.encoding) == codecs.lookup(encoding):
                reading = Reading(encoding, str(match), match.chaos, match.coherence)
                found.setdefault(reading.text, reading)
    return list(found.values())


def _usual(encoding: str) -> int:
    return list(USUAL).index(encoding)


def _near(readings: list[Reading]) -> list[Reading]:
    """Those that come close to the best one. A coherence of 0 says that none is known."""
    chaos = min((one.chaos for one in readings), default=0.0) + _NEAR_CHAOS
    near = [one for one in readings if one.chaos <= chaos]
    coherence = max((one.coherence for one in near), default=0.0) - _NEAR_COHERENCE
    return [one for one in near if not one.coherence or one.coherence >= coherence]


def coverage(text: str) -> float:
    """How much of what is not ASCII belongs to the one language or script that fits best.

    Signs that are no letters fit every language, but not between two letters of words.
    """
    padded = f" {text.lower()} "
    letters: Counter[str] = Counter()
    signs = wrong = 0
    for before, character, after in zip(padded, padded[1:], padded[2:], strict=False):
        if character.isascii():
            continue
        if _is_sign(character):
            inside = before.isalpha() and after.isalpha() and not _is_in(character, *_WIDE_SIGNS)
            wrong, signs = wrong + inside, signs + (not inside)
        else:
            letters[character] += 1
    total = letters.total() + signs + wrong
    return (_best_fit(letters) + signs) / total if total else 0.0


def _is_sign(character: str) -> bool:
    # Lower case of the Turkish dotted capital is a letter and this dot; half-width signs and
    # full-width forms are what other encodings look like when they are read as Japanese.
    wide = _is_in(character, *_WIDE_SIGNS)
    return wide or not (character.isalpha() or character == "\u0307")


def _is_in(character: str, *ranges: tuple[str, str]) -> bool:
    return any(first <= character <= last for first, last in ranges)


def _best_fit(letters: Counter[str]) -> int:
    """The number of letters that are of one language, the one that has most of them."""
    alphabets = max(sum(letters[letter] for letter in alphabet) for alphabet in _ALPHABETS)
    scripts = max(_number(letters, script) for script in _SCRIPTS)
    kana, han = _number(letters, _KANA), _number(letters, _HAN)
    eastern = kana + han if kana >= letters.total() * _FEWEST_KANA else han
    return max(alphabets, scripts, eastern)


def _number(letters: Counter[str], script: tuple[str, str]) -> int:
    return sum(number for letter, number in letters.items() if _is_in(letter, script))
