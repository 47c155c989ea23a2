"""A published scoring table never changes, by the database itself [S7]."""

from kernel.guards import Guard, register

_FROZEN = "a published scoring table never changes [S7]"
_UNTOUCHED = (
    "id",
    "code",
    "decision_vi",
    "title_vi",
    "title_en",
    "applies_from_year",
    "step",
    "published_at",
)
_CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _UNTOUCHED)
_ILLEGAL_MOVE = (
    "(OLD.state = 'published' AND NEW.state NOT IN ('published', 'retired'))"
    " OR (OLD.state = 'retired' AND NEW.state <> 'retired')"
    " OR (OLD.state = 'draft' AND NEW.state = 'retired')"
)


def _in_frozen_table(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM scoring_rubric r WHERE r.id = {row}.rubric_id AND r.state <> 'draft')"  # noqa: S608 (a literal: OLD or NEW)


PUBLISHED_RUBRIC = (
    Guard(
        "scoring_rubric_frozen_update",
        "scoring_rubric",
        "UPDATE",
        f"({_ILLEGAL_MOVE} OR (OLD.state <> 'draft' AND ({_CHANGED})))",
        _FROZEN,
    ),
    Guard("scoring_rubric_frozen_delete", "scoring_rubric", "DELETE", "OLD.state <> 'draft'", _FROZEN),
    Guard("scoring_criterion_frozen_insert", "scoring_criterion", "INSERT", _in_frozen_table("NEW"), _FROZEN),
    Guard(
        "scoring_criterion_frozen_update",
        "scoring_criterion",
        "UPDATE",
        f"({_in_frozen_table('OLD')} OR {_in_frozen_table('NEW')})",
        _FROZEN,
    ),
    Guard("scoring_criterion_frozen_delete", "scoring_criterion", "DELETE", _in_frozen_table("OLD"), _FROZEN),
)

# Since the table is governed by versions, three more columns are frozen with it; the name stays the trigger's own.
_VERSIONED = " OR ".join(
    (
        "COALESCE(NEW.base_id, 0) <> COALESCE(OLD.base_id, 0)",
        "NEW.version <> OLD.version",
        "COALESCE(NEW.changed_by_id, 0) <> COALESCE(OLD.changed_by_id, 0)",
    )
)
GOVERNED_RUBRIC = (
    Guard(
        "scoring_rubric_frozen_update",
        "scoring_rubric",
        "UPDATE",
        f"({_ILLEGAL_MOVE} OR (OLD.state <> 'draft' AND ({_CHANGED} OR {_VERSIONED})))",
        _FROZEN,
    ),
    *PUBLISHED_RUBRIC[1:],
)

# What does not apply is scored as the table says [S9]: one more frozen column.
EXCEPTING_RUBRIC = (
    Guard(
        "scoring_rubric_frozen_update",
        "scoring_rubric",
        "UPDATE",
        f"({_ILLEGAL_MOVE} OR (OLD.state <> 'draft'"
        f" AND ({_CHANGED} OR {_VERSIONED} OR NEW.not_applicable <> OLD.not_applicable)))",
        _FROZEN,
    ),
    *PUBLISHED_RUBRIC[1:],
)

register(*EXCEPTING_RUBRIC)
