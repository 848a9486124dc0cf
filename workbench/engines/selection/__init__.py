"""What to annotate next: how a pool of sentences is put in order, and why each stands there."""
