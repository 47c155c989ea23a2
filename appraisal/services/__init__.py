"""The services of this app."""

from appraisal.services.breaches import (
    confirm_breach,
    correct_reversal,
    dismiss_breach,
    record_breach,
    set_aside_breach,
    show_breach_elements,
    withdraw_breach,
)
from appraisal.services.conflicts import declare_conflict
from appraisal.services.coverage import set_coverage
from appraisal.services.dossier_closing import consider_again, leave_unconsidered
from appraisal.services.hearings import (
    add_breach_documents,
    answer_breach,
    set_breach_terms,
    share_breach_document,
)
from appraisal.services.independent_scores import (
    complete_independent_scores,
    enter_independent_score,
    resolve_difference,
)
from appraisal.services.inquiry_letters import (
    ask_supplement,
    open_explanation,
    reply_to_explanation,
    send_supplement_request,
    withdraw_question,
)
from appraisal.services.minutes import current_minutes, reopen_review, store_signed_minutes, write_minutes
from appraisal.services.reviews import complete_review, reconcile_review, send_back_review
from appraisal.services.second_reviews import assign_second_review, distribute_second_reviews, set_two_reviews
from appraisal.services.teams import assign_review, distribute_reviews, form_team
from appraisal.services.terms import set_terms
from appraisal.services.verdicts import enter_review_score
from appraisal.services.visits import (
    add_visit_photo,
    cancel_visit,
    change_visit,
    finish_visit,
    note_visit_item,
    plan_visit,
    remark_on_visit,
    remove_visit_photo,
)
from appraisal.services.workbook import import_review_scores

__all__ = [
    "add_breach_documents",
    "add_visit_photo",
    "answer_breach",
    "ask_supplement",
    "assign_review",
    "assign_second_review",
    "cancel_visit",
    "change_visit",
    "complete_independent_scores",
    "complete_review",
    "confirm_breach",
    "consider_again",
    "correct_reversal",
    "current_minutes",
    "declare_conflict",
    "dismiss_breach",
    "distribute_reviews",
    "distribute_second_reviews",
    "enter_independent_score",
    "enter_review_score",
    "finish_visit",
    "form_team",
    "import_review_scores",
    "leave_unconsidered",
    "note_visit_item",
    "open_explanation",
    "plan_visit",
    "reconcile_review",
    "record_breach",
    "remark_on_visit",
    "remove_visit_photo",
    "reopen_review",
    "reply_to_explanation",
    "resolve_difference",
    "send_back_review",
    "send_supplement_request",
    "set_aside_breach",
    "set_breach_terms",
    "set_coverage",
    "set_terms",
    "set_two_reviews",
    "share_breach_document",
    "show_breach_elements",
    "store_signed_minutes",
    "withdraw_breach",
    "withdraw_question",
    "write_minutes",
]
