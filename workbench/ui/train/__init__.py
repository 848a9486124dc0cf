"""The Train place: the queue of runs, the run under way, its report."""
