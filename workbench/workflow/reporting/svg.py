"""Scalable pictures, put together element by element so that every text is escaped."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2000/svg"
LETTER = 7.0
WIDE = "WF"

# Blue trains, orange is dev, green is best, as in the window; by light and by dark.
NAMES = ("ink", "soft", "line", "train", "dev", "best")
LIGHT = ("#1f2328", "#59636e", "#d1d9e0", "#0969da", "#bc4c00", "#1a7f37")
DARK = ("#e6edf3", "#9198a1", "#3d444d", "#4493f8", "#f0883e", "#3fb950")
STYLE = """
.picture text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.picture text.soft { fill: var(--soft); }
.picture text.small { font-size: 10px; }
.picture text.head { font-weight: 600; }
.picture .line { stroke: var(--line); fill: none; }
.picture .frame { stroke: var(--soft); fill: none; }
.picture .train { stroke: var(--train); } .picture .dev { stroke: var(--dev); }
.picture .best { stroke: var(--best); }
.picture path { fill: none; stroke-width: 2; }
.picture .fill.train { fill: var(--train); stroke: none; }
.picture .fill.dev { fill: var(--dev); stroke: none; }
.picture .fill.best { fill: var(--best); stroke: none; }
.picture .ring { fill: none; stroke-width: 2; }
.picture .dashed { stroke-dasharray: 4 4; }
"""


def variables(colours: Sequence[str]) -> str:
    """The colours as variables, for a page that draws with `STYLE`."""
    return " ".join(f"--{name}: {colour};" for name, colour in zip(NAMES, colours, strict=True))


def fixed_style(colours: Sequence[str]) -> str:
    """`STYLE` without variables, which drawing programs do not know."""
    text = STYLE
    for name, colour in zip(NAMES, colours, strict=True):
        text = text.replace(f"var(--{name})", colour)
    return text


class Picture:
    """An SVG under construction; `name` tells it apart, `title` says what it shows."""

    def __init__(self, name: str, title: str, width: float, height: float) -> None:
        self.name = name
        self.title = title
        self.root = ET.Element(
            "svg",
            {
                "xmlns": NAMESPACE,
                "class": "picture",
                "role": "img",
                "aria-label": clean(title),
                "viewBox": f"0 0 {_number(width)} {_number(height)}",
                "width": _number(width),
                "height": _number(height),
            },
        )

    def add(self, kind: str, /, tip: str = "", **attributes: str | float) -> ET.Element:
        """Add a shape; `_` in the names of attributes stands for `-`, `css` for class."""
        values = {
            {"css": "class"}.get(name, name.replace("_", "-")): _value(value)
            for name, value in attributes.items()
        }
        element = ET.SubElement(self.root, kind, values)
        if tip:
            ET.SubElement(element, "title").text = clean(tip)
        return element

    def write(
        self,
        x: float,
        y: float,
        text: str,
        css: str = "",
        anchor: str = "start",
        tip: str = "",
        **attributes: str,
    ) -> None:
        """Add a line of text whose base line is at `y`."""
        element = self.add("text", tip, x=x, y=y, css=css, text_anchor=anchor, **attributes)
        if tip:
            element[0].tail = clean(text)
        else:
            element.text = clean(text)

    def path(self, points: Sequence[tuple[float, float]], css: str) -> None:
        """Add a line through points."""
        steps = " L".join(f"{_number(x)} {_number(y)}" for x, y in points)
        self.add("path", d=f"M{steps}", css=css)

    def inline(self) -> str:
        """The element alone, for a page that has the style."""
        return ET.tostring(self.root, encoding="unicode")

    def alone(self) -> str:
        """A whole file, which follows light and dark by itself."""
        style = ET.Element("style")
        dark = f".picture {{ background: #0d1117; }}{fixed_style(DARK)}"
        style.text = f"{fixed_style(LIGHT)}@media (prefers-color-scheme: dark) {{{dark}}}"
        self.root.insert(0, style)
        text = self.inline()
        self.root.remove(style)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _value(value: str | float) -> str:
    return clean(value) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def clean(text: str) -> str:
    """The text without characters that XML cannot carry."""
    return "".join(
        char if char in "\t\n" or (ord(char) >= 32 and not _forbidden(ord(char))) else "�"
        for char in text
    )


def _forbidden(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)


def text_width(text: str) -> float:
    """About how wide a line of text is, in pixels; Chinese characters take more."""
    return sum(
        LETTER * (1.8 if unicodedata.east_asian_width(char) in WIDE else 1.0) for char in text
    )


def shorten(text: str, width: float) -> str:
    """The beginning of a text that fits into so many pixels."""
    if text_width(text) <= width:
        return text
    while text and text_width(text) > width - LETTER:
        text = text[:-1]
    return f"{text}…"


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers from `low` to `high`, about `count` of them."""
    rough = (high - low) / count
    if rough <= 0 or not math.isfinite(rough):
        return [low]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]
