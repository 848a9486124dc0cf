"""One module for each training library; only the worker process imports them."""
