"""The condition that an entry holds the words: FTS5 on SQLite, full text search on PostgreSQL.

Both index the folded words of `SearchEntry.words`, made once in Python: no dictionary of the database changes a word.
The words of a query are letters and digits only (`search.words`), so none can be an operator.
"""

from django.db import connection, models
from django.db.models.expressions import RawSQL

from search.words import Wanted

# The column and the virtual table are kept by the databases themselves; a migration creates them.
_SQLITE_ADD = "INSERT INTO search_words(rowid, words) VALUES (NEW.id, NEW.words);"
_SQLITE_REMOVE = "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', OLD.id, OLD.words);"
_SQLITE_REPLACE = f"{_SQLITE_REMOVE} {_SQLITE_ADD}"
_VECTOR = "tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, words)) STORED"
CREATE = {
    "postgresql": (
        f"ALTER TABLE search_searchentry ADD COLUMN vector {_VECTOR}",
        "CREATE INDEX search_entry_words ON search_searchentry USING gin (vector) WITH (fastupdate = off)",
    ),
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_searchentry', content_rowid='id')",
        f"CREATE TRIGGER search_words_insert AFTER INSERT ON search_searchentry BEGIN {_SQLITE_ADD} END",
        f"CREATE TRIGGER search_words_delete AFTER DELETE ON search_searchentry BEGIN {_SQLITE_REMOVE} END",
        f"CREATE TRIGGER search_words_update AFTER UPDATE ON search_searchentry BEGIN {_SQLITE_REPLACE} END",
    ),
}
DROP = {
    "postgresql": (
        "DROP INDEX IF EXISTS search_entry_words",
        "ALTER TABLE search_searchentry DROP COLUMN IF EXISTS vector",
    ),
    "sqlite": (
        "DROP TRIGGER IF EXISTS search_words_insert",
        "DROP TRIGGER IF EXISTS search_words_delete",
        "DROP TRIGGER IF EXISTS search_words_update",
        "DROP TABLE IF EXISTS search_words",
    ),
}


def holds(wanted: Wanted) -> RawSQL:
    """The condition on entries that they hold every word, the last as a beginning; or the words in a row."""
    return _CONDITIONS[connection.vendor](wanted)


def _postgres(wanted: Wanted) -> RawSQL:
    *first, last = wanted.words
    query = " <-> ".join(wanted.words) if wanted.in_a_row else " & ".join([*first, f"{last}:*"])
    sql = "search_searchentry.vector @@ to_tsquery('simple', %s)"
    return RawSQL(sql, [query], output_field=models.BooleanField())  # noqa: S611 (literal SQL with a parameter)


def _sqlite(wanted: Wanted) -> RawSQL:
    *first, last = (f'"{word}"' for word in wanted.words)
    query = " + ".join([*first, last]) if wanted.in_a_row else " AND ".join([*first, f"{last} *"])
    # The sign keeps the planner from asking the virtual table once per entry, which takes minutes.
    sql = "+search_searchentry.id IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)"
    return RawSQL(sql, [query], output_field=models.BooleanField())  # noqa: S611 (literal SQL with a parameter)


_CONDITIONS = {"postgresql": _postgres, "sqlite": _sqlite}
