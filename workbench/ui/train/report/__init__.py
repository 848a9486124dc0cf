"""What a run has reached: figures, tables and pictures."""
