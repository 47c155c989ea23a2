"""Filters for shared parts of a page: problems as messages, states as styles."""

import rules
from django import template

from documents.state_styles import style_of
from kernel.problems import Problem
from kernel.wording import words_for

register = template.Library()


@register.filter
def words(problem: Problem) -> str:
    """The message for a problem."""
    return words_for(problem)


register.filter("state_class", style_of)


@register.simple_tag(takes_context=True)
def may(context, permission: str, target=None) -> bool:
    """Check a permission of the page's user: `{% may "app.verb" thing as may_do_it %}`"""
    return rules.has_perm(permission, context["user"], target)
