"""The demonstration's people on the sign-in page."""

from django import template

from friendly_gov.demonstration_sign_in import people_by_role

register = template.Library()


@register.simple_tag
def demonstration_people() -> list:
    """Each role with its person; empty where the portal is no demonstration."""
    return people_by_role()
