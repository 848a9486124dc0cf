"""The label set: its table, its changes and what they will touch, the split of a label."""
