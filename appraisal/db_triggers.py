"""Rules enforced by the database: a compared independent score is frozen [S8], a breach has its elements [S4]."""

from kernel.db_triggers import Trigger, never_changed, register


def _compared_scores_kept(table: str) -> tuple[Trigger, ...]:
    """Triggers that refuse a change or deletion of a compared score in `table`."""
    message = "an independent score that was compared is kept as it was"
    return tuple(
        Trigger(f"{table}_no_{event.lower()}", table, event, "OLD.frozen_at IS NOT NULL", message)
        for event in ("UPDATE", "DELETE")
    )


# The first name of the table, for the migrations before 0024.
KEPT_OPINIONS = _compared_scores_kept("appraisal_opinion")
KEPT_INDEPENDENT_SCORES = _compared_scores_kept("appraisal_independentscore")

# A ground requires all of its elements [S4]: one for late handling, three for discipline or prosecution.
WHOLE_BREACHES = (
    Trigger(
        "appraisal_breach_confirmed_with_its_elements",
        "appraisal_breach",
        "UPDATE",
        "(OLD.state = 'proposed' AND NEW.state = 'confirmed'"
        " AND (SELECT COUNT(*) FROM appraisal_breachelement e WHERE e.breach_id = NEW.id)"
        " < CASE NEW.kind WHEN 'unresolved_cases' THEN 1 ELSE 3 END)",
        "a breach is confirmed only with each of its elements [S4]",
    ),
)

FORMER_REVERSALS = never_changed("appraisal_formerreversal", "a former version of a decision is kept as it was")

register(*KEPT_INDEPENDENT_SCORES, *WHOLE_BREACHES, *FORMER_REVERSALS)
