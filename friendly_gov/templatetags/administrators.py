"""The contact of the administrators of this portal, as configured by the operator."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def administrators_contact() -> str:
    """A sentence with name, telephone or mail; "" where none is configured."""
    return settings.ADMINISTRATORS_CONTACT
