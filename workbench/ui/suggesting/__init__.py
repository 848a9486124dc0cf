"""Models that suggest in the background, and which of them does."""
