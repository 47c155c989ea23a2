"""What the database itself keeps: a paper of the year stays as it was issued; a correction is another row [R3, R4]."""

from kernel.db_triggers import Trigger, register

ISSUED_PAPERS = tuple(
    Trigger(
        f"{table}_no_{event.lower()}",
        table,
        event,
        "OLD.id IS NOT NULL",
        "a paper of the year is kept as it was issued: correct it by a new version",
    )
    for table in ("results_departmentreport", "results_recognitiondecision")
    for event in ("UPDATE", "DELETE")
)

register(*ISSUED_PAPERS)
