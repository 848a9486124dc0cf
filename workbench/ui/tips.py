"""Tooltips with texts that are not ours: Qt reads as markup whatever looks like some."""

from __future__ import annotations


def literal_tip(text: str) -> str:
    """The text as a tooltip that shows it as it is."""
    # As `Qt::mightBeRichText` looks; what has none of these is shown as it is anyway.
    if "<" not in text and "&lt;" not in text:
        return text
    from html import escape

    return f'<p style="white-space:pre-wrap">{escape(text)}</p>'
