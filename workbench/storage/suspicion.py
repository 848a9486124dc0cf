"""Whether an error that nobody foresaw comes from a file that is damaged."""

from __future__ import annotations

import sqlite3
import zlib

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from workbench.storage import failures

# What rows lead to that hold what the program never wrote.
ODD = (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, zlib.error)


def explained(connection: Connection, error: BaseException) -> BaseException:
    """An error in words where the file holds damage, and else the error itself.

    It looks through the whole project; that is after an error which would be a bug otherwise.
    """
    from workbench.storage.reader import StoredReader

    reader = StoredReader(connection)
    try:
        with connection.begin():
            for found in reader.damage():
                for damage in found:
                    return failures.damaged_part(damage)
            reader.runs()
    except DBAPIError as other:
        return failures.unreadable_part(str(other.orig))
    except (sqlite3.Error, *ODD) as other:
        return failures.unreadable_part(str(other))
    return error
