"""The sentence on its page: layout, painting, cursor, mouse and keys."""
