"""The history of the project and of the sentence at hand; undo and redo."""
