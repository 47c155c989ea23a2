"""Whom to ask: how the administrators of this portal are reached, as the operator has set it."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def administrators_contact() -> str:
    """A sentence with name, telephone or mail; "" where the operator has set none."""
    return settings.ADMINISTRATORS_CONTACT
