"""Public pages are read from a replica where there is one, everything else from the primary (decision 0093)."""

from typing import Any

from results.shared_pages import is_shared_read

PRIMARY, REPLICA = "default", "replica"


class PublicReads:
    """The database router that settings name where DATABASE_REPLICA_URL is set."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        """The replica while a page is made that is the same for everybody and may be a minute old."""
        return REPLICA if is_shared_read.get() else PRIMARY

    def db_for_write(self, model: type, **hints: Any) -> str:
        """Always the primary: a replica takes no writes."""
        return PRIMARY

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """A replica gets its tables from the primary."""
        return db == PRIMARY
