"""Show the typed text again in a small form that was refused."""

from django import template
from django.http import HttpRequest

from accounts.refused_forms import RefusedForm, take_refused

register = template.Library()


@register.simple_tag(takes_context=True)
def refused_form(context, address: str) -> RefusedForm:
    """The refused text of the form with this action URL; once, then the form is empty again."""
    request: HttpRequest = context["request"]
    return take_refused(request, address)


@register.filter
def typed(refused: RefusedForm, name: str) -> str:
    """The text typed into the field with that name."""
    return refused.typed.get(name, "")
