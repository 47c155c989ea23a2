"""Rules enforced by the database: an issued paper of the year never changes; a correction is a new row [R3, R4]."""

from kernel.db_triggers import Trigger, register


def kept_as_issued(*tables: str) -> tuple[Trigger, ...]:
    """Rows of these tables are never updated or deleted."""
    return tuple(
        Trigger(
            f"{table}_no_{event.lower()}",
            table,
            event,
            "OLD.id IS NOT NULL",
            "a paper of the year is kept as it was issued: correct it by a new version",
        )
        for table in tables
        for event in ("UPDATE", "DELETE")
    )


ISSUED_PAPERS = kept_as_issued("results_departmentreport", "results_citydecision")

register(*ISSUED_PAPERS)
