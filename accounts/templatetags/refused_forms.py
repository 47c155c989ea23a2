"""A small form shows once more what was typed into it, where it was refused."""

from django import template
from django.http import HttpRequest

from accounts.refused_forms import RefusedForm, take_refused

register = template.Library()


@register.simple_tag(takes_context=True)
def refused_form(context, address: str) -> RefusedForm:
    """What was refused of the form that is sent to this address; once, then the form is empty again."""
    request: HttpRequest = context["request"]
    return take_refused(request, address)


@register.filter
def typed(refused: RefusedForm, name: str) -> str:
    """What was typed into the field of that name."""
    return refused.typed.get(name, "")
