"""The database enforces that a published scoring table never changes [S7]."""

from kernel.db_triggers import Trigger, never_changed, register

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
    Trigger(
        "scoring_rubric_frozen_update",
        "scoring_rubric",
        "UPDATE",
        f"({_ILLEGAL_MOVE} OR (OLD.state <> 'draft' AND ({_CHANGED})))",
        _FROZEN,
    ),
    Trigger("scoring_rubric_frozen_delete", "scoring_rubric", "DELETE", "OLD.state <> 'draft'", _FROZEN),
    Trigger("scoring_criterion_frozen_insert", "scoring_criterion", "INSERT", _in_frozen_table("NEW"), _FROZEN),
    Trigger(
        "scoring_criterion_frozen_update",
        "scoring_criterion",
        "UPDATE",
        f"({_in_frozen_table('OLD')} OR {_in_frozen_table('NEW')})",
        _FROZEN,
    ),
    Trigger("scoring_criterion_frozen_delete", "scoring_criterion", "DELETE", _in_frozen_table("OLD"), _FROZEN),
)

# Versions of the table added three frozen columns; the trigger keeps its name.
_VERSIONED = " OR ".join(
    (
        "COALESCE(NEW.base_id, 0) <> COALESCE(OLD.base_id, 0)",
        "NEW.version <> OLD.version",
        "COALESCE(NEW.changed_by_id, 0) <> COALESCE(OLD.changed_by_id, 0)",
    )
)
GOVERNED_RUBRIC = (
    Trigger(
        "scoring_rubric_frozen_update",
        "scoring_rubric",
        "UPDATE",
        f"({_ILLEGAL_MOVE} OR (OLD.state <> 'draft' AND ({_CHANGED} OR {_VERSIONED})))",
        _FROZEN,
    ),
    *PUBLISHED_RUBRIC[1:],
)

# One more frozen column: how the table scores criteria that do not apply [S9].
EXCEPTING_RUBRIC = (
    Trigger(
        "scoring_rubric_frozen_update",
        "scoring_rubric",
        "UPDATE",
        f"({_ILLEGAL_MOVE} OR (OLD.state <> 'draft'"
        f" AND ({_CHANGED} OR {_VERSIONED} OR NEW.not_applicable <> OLD.not_applicable)))",
        _FROZEN,
    ),
    *PUBLISHED_RUBRIC[1:],
)

# The wording of a published table's row may be corrected, counted by its version; figures and position never change.
_FIXED = ("id", "rubric_id", "code", "sort_key", "is_leaf", "max_points")
_MOVED = " OR ".join(
    [f"NEW.{column} <> OLD.{column}" for column in _FIXED]
    + ["COALESCE(NEW.parent_id, 0) <> COALESCE(OLD.parent_id, 0)"]
)
REWORDED_RUBRIC = (
    EXCEPTING_RUBRIC[0],
    PUBLISHED_RUBRIC[1],
    PUBLISHED_RUBRIC[2],
    Trigger(
        "scoring_criterion_frozen_update",
        "scoring_criterion",
        "UPDATE",
        f"(({_in_frozen_table('OLD')} OR {_in_frozen_table('NEW')}) AND ({_MOVED} OR NEW.version <> OLD.version + 1))",
        _FROZEN,
    ),
    PUBLISHED_RUBRIC[4],
)

# A version is put into use by a decision of the city, which must be on record first [S7].
DECIDED_RUBRIC = (
    Trigger(
        "scoring_rubric_needs_a_decision",
        "scoring_rubric",
        "UPDATE",
        "(OLD.state = 'draft' AND NEW.state <> 'draft'"
        " AND NOT EXISTS (SELECT 1 FROM scoring_rubricdecision d WHERE d.rubric_id = NEW.id))",
        "a scoring table is put into use by a decision of the city [S7]",
    ),
)

# A dossier that a correction of the table set aside stays as it was sent [S7].
KEPT_ASSESSMENTS = tuple(
    Trigger(
        f"scoring_selfassessment_set_aside_no_{event.lower()}",
        "scoring_selfassessment",
        event,
        "OLD.registration_id IS NULL",
        "a dossier that was set aside is kept as it was [S7]",
    )
    for event in ("UPDATE", "DELETE")
)

FORMER_DECISIONS = never_changed("scoring_formerrubricdecision", "a former version of a decision is kept as it was")

# What an issued guidance said stays as it was issued; a correction is another version.
GUIDANCE_HINTS = (
    *never_changed("scoring_guidancehint", "a hint of an issued guidance never changes"),
    Trigger(
        "scoring_guidancehint_of_issued",
        "scoring_guidancehint",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM papers_draft p WHERE p.id = NEW.paper_id AND p.issued_at IS NOT NULL)",
        "only an issued guidance has hints",
    ),
)

register(*REWORDED_RUBRIC, *DECIDED_RUBRIC, *KEPT_ASSESSMENTS, *FORMER_DECISIONS, *GUIDANCE_HINTS)
