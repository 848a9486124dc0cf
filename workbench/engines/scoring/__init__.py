"""Reports from gold and predictions, one module for each reading."""
