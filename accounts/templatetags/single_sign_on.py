"""The single sign-on on the sign-in page."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def single_sign_on_name() -> str:
    """What the provider is called on the page; "" where there is none."""
    return settings.OIDC_NAME if settings.OIDC_SERVER_URL else ""
