"""Regular expressions of a person, which may not keep the lane from everything else."""

from __future__ import annotations

from workbench.storage.failures import slow_pattern

# Seconds for one expression on one text.
_LONGEST = 0.1


def pattern_spans(pattern: str, text: str) -> list[tuple[int, int]]:
    """Where an expression matches, from left to right, empty matches left out.

    Raises UsageError NW-U27 where that takes too long.
    """
    import regex

    try:
        spans = [match.span() for match in regex.finditer(pattern, text, timeout=_LONGEST)]
    except TimeoutError as error:
        raise slow_pattern() from error
    return [(start, end) for start, end in spans if start < end]
