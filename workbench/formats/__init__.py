"""Exchange formats: files to sentences and problems, and sentences to files."""
