"""The command line: one function for each verb, through the same operations as the window."""
