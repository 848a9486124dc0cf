"""The place where bad tags are repaired and the label set is changed."""
