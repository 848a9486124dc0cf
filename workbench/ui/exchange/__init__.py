"""Imports and exports: pages, dialogs, and the file behind a problem."""
