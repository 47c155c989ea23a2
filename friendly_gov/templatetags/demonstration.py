"""The demonstration's people on the page of signing in."""

from django import template

from friendly_gov.demonstration_sign_in import people_by_role

register = template.Library()


@register.simple_tag
def demonstration_people() -> list:
    """Roles with the person who has each; none on a portal that is no demonstration."""
    return people_by_role()
