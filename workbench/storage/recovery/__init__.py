"""What was saved lately, kept a second time outside of the project, and brought back from there.

`log` is the file, `records` what stands in it, `side` the journal of an open project,
`rebuild` a new file for a project that was lost.
"""
