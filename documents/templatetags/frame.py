"""Filters for the shared pieces of a page: problems as words, states as looks."""

import rules
from django import template

from kernel.problems import Problem
from kernel.wording import words_for

register = template.Library()

_LOOKS = {
    "state-active": {"open", "in_progress", "submitted", "drafted", "under_appraisal", "planned"},
    "state-done": {
        "accepted",
        "answered",
        "completed",
        "reconciled",
        "closed",
        "published",
        "approved",
        "issued",
        "confirmed",
        "done",
    },
    "state-wait": {
        "returned",
        "late",
        "incomplete",
        "proposed",
        "revoked",
        "supplement_requested",
        "explaining",
        "lapsed",
    },
    "state-off": {"withdrawn", "refused", "not_due", "dismissed", "retired", "cancelled"},
}


@register.filter
def words(problem: Problem) -> str:
    """What a person reads for a problem."""
    return words_for(problem)


@register.filter
def state_class(state: str) -> str:
    """The look of a state: at rest, moving, done, waiting for somebody, or off."""
    return next((look for look, states in _LOOKS.items() if state in states), "")


@register.simple_tag(takes_context=True)
def may(context, permission: str, target=None) -> bool:
    """Has the person of this page the permission? `{% may "appraisal.resolve_breach" breach as may_resolve %}`"""
    return rules.has_perm(permission, context["user"], target)
