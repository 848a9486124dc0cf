"""NER Workbench: from raw domain text to a trained, measured named-entity model."""

__version__ = "0.1.0"
