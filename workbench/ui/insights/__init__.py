"""The place that tells how the work goes, and whether more annotation is worth it."""
