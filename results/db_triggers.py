"""Rules enforced by the database: an issued paper of the year never changes; a correction is a new row [R3, R4]."""

from kernel.db_triggers import Trigger, never_changed, register


def kept_as_issued(*tables: str) -> tuple[Trigger, ...]:
    """Rows of these tables are never updated or deleted."""
    message = "a paper of the year is kept as it was issued: correct it by a new version"
    return tuple(trigger for table in tables for trigger in never_changed(table, message))


ISSUED_PAPERS = kept_as_issued("results_departmentreport", "results_citydecision")

# Older rows are not judged again. Recognitions and revocations are judged by `results.duties` alone: a trigger that
# reads another table would stop SQLite from altering that table.
TWO_PEOPLE = (
    Trigger(
        "outcome_second_approves",
        "results_outcome",
        "UPDATE",
        "OLD.approved_by_id IS NULL AND NEW.approved_by_id = NEW.confirmed_by_id",
        "a second person has to approve",
    ),
)

register(*ISSUED_PAPERS, *TWO_PEOPLE)
