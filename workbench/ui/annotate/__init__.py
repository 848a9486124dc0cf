"""The place where sentences are read, tagged and corrected."""
