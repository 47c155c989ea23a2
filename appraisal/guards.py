"""An opinion stays as it was when both were compared, by the database itself [S8]."""

from kernel.guards import Guard, register

_MESSAGE = "an opinion that was compared is kept as it was"

KEPT_OPINIONS = tuple(
    Guard(f"appraisal_opinion_no_{event.lower()}", "appraisal_opinion", event, "OLD.frozen_at IS NOT NULL", _MESSAGE)
    for event in ("UPDATE", "DELETE")
)

register(*KEPT_OPINIONS)
