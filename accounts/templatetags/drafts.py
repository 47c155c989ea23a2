"""Whose typed text a page keeps in the browser's storage."""

from django import template
from django.http import HttpRequest

register = template.Library()


@register.simple_tag(takes_context=True)
def draft_owner(context) -> str:
    """The person, under whose name this browser keeps what is typed here and sends it once they are there again.

    Who looks as another person types nothing in that person's name: they would find it in the same browser, and send
    it.
    """
    request: HttpRequest = context["request"]
    view = getattr(request, "support_view", None)
    return f"support-{view.pk}" if view else str(request.user.pk)
