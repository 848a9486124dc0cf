"""What a worker does, one module for each kind of work; these alone load engines, in functions."""
