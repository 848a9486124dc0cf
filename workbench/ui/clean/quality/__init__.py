"""What is odd beyond bad tags: duplicates, leaks, borders, lengths."""
