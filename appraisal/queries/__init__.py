"""Reads of teams, reviews and breaches."""

from appraisal.queries.breaches import (
    answer_days,
    answer_files,
    breach_documents,
    breach_file,
    breaches_visible_to,
    confirmed_breach_kinds,
    has_answer,
    judge_of_breach,
    may_answer,
    own_breaches_of,
)
from appraisal.queries.conflicts import ConflictRow, conflict_rows, recusable_by, recusals_visible_to
from appraisal.queries.lists import ReviewFilter, ReviewRow, leaf_count, review_rows
from appraisal.queries.reviews import (
    OVERSEES,
    UNDER_REVIEW,
    count_open_reviews,
    judge_of,
    open_reviews_of,
    review_to_score,
    reviews_visible_to,
)
from appraisal.queries.teams import (
    DossierToAssign,
    MemberLoad,
    dossiers_to_assign,
    load_of_members,
    member_loads,
    team_of,
)

__all__ = [
    "OVERSEES",
    "UNDER_REVIEW",
    "ConflictRow",
    "DossierToAssign",
    "MemberLoad",
    "ReviewFilter",
    "ReviewRow",
    "answer_days",
    "answer_files",
    "breach_documents",
    "breach_file",
    "breaches_visible_to",
    "confirmed_breach_kinds",
    "conflict_rows",
    "count_open_reviews",
    "dossiers_to_assign",
    "has_answer",
    "judge_of",
    "judge_of_breach",
    "leaf_count",
    "load_of_members",
    "may_answer",
    "member_loads",
    "open_reviews_of",
    "own_breaches_of",
    "recusable_by",
    "recusals_visible_to",
    "review_rows",
    "review_to_score",
    "reviews_visible_to",
    "team_of",
]
