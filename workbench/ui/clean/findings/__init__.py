"""Bad tags: kinds, cases, repairs."""
