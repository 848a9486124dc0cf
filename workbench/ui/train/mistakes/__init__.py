"""The mistakes of a run, which lead back to their sentences and are answered in place."""
