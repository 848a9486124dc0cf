"""The list of sentences: filter, completion, saved filters, bulk actions."""
