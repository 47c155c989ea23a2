"""Template filters for numbers."""

from django import template

from documents.numbers import points_text, signed_text
from kernel import wording

register = template.Library()


@register.filter
def points(value):
    """1,5: without trailing zeros."""
    return points_text(value)


@register.filter
def total(value):
    """94,75: always two decimals, as totals are written."""
    return points_text(value, places=2)


@register.filter
def localized_decimals(text):
    """A note written by the portal, its numbers in the active language."""
    return wording.localized_decimals(text)


@register.filter
def signed(value):
    """+1,50 or −0,25: a difference with two decimals and its sign; 0,00 without one."""
    return signed_text(value)
