"""What everybody knows of the instant model: its name as a suggester, and when it begins."""

from __future__ import annotations

NAME = "instant"
# Fewer gold sentences teach nothing that would be worth a look.
FEWEST = 5
