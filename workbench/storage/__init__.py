"""The project file: the only package that imports SQLAlchemy. Rows never leave it."""

from workbench.storage.sparing import load_sqlalchemy

load_sqlalchemy()
