"""The tests. A package of its own, because flair installs one of this name, which would win."""
