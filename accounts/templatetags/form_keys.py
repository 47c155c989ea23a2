"""`{% csrf_token %}` of every template: besides Django's token, the key of the person who opened the form."""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from accounts.form_keys import FIELD, new_key

register = template.Library()


def _person(context):
    person = getattr(context.get("request"), "user", None)
    return person if person is not None and person.is_authenticated else None


class _FormKeyNode(CsrfTokenNode):
    def render(self, context):
        token, person = super().render(context), _person(context)
        if not token or person is None:
            return token
        return token + format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key(person))


@register.tag
def csrf_token(parser, token):
    """Replaces Django's tag of that name; a template builtin (see settings)."""
    return _FormKeyNode()


@register.simple_tag(takes_context=True)
def page_key(context) -> str:
    """The key for requests that scripts send from this page; "" for anonymous users."""
    person = _person(context)
    return new_key(person) if person else ""
