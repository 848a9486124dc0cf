"""The queue of what to annotate next: its strip over the list, its questions, its rules."""
