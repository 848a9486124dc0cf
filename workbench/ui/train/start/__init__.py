"""Before a training: what may be chosen, what it would learn from, what may spoil it."""
