"""The Models place: the registry of models, and a box to try one."""
