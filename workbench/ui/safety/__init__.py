"""Backups, the project doctor, and what is offered for a file that cannot be opened."""
