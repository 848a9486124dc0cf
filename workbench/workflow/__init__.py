"""What takes both a store and a job: the command line and the window share it."""
