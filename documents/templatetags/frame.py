"""Filters for the shared pieces of a page: problems as words, states as looks."""

import rules
from django import template

from documents.looks import look_of
from kernel.problems import Problem
from kernel.wording import words_for

register = template.Library()


@register.filter
def words(problem: Problem) -> str:
    """What a person reads for a problem."""
    return words_for(problem)


register.filter("state_class", look_of)


@register.simple_tag(takes_context=True)
def may(context, permission: str, target=None) -> bool:
    """Has the person of this page the permission? `{% may "app.verb" thing as may_do_it %}`"""
    return rules.has_perm(permission, context["user"], target)
