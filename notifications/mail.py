"""Plain-text mail from a template whose first line is the subject."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from notifications.queries import language_of


def compose(template: str, *, to, path: str, key: str = "", **facts) -> EmailMessage:
    """A mail to `to` (a person) in their language. The template gets `person`, `link`, `portal` and the facts.

    Two mails with the same `key` have the same Message-ID, so that mail programs recognise a duplicate.
    """
    known = {"person": to, "link": f"{settings.PORTAL_URL}{path}", "portal": settings.PORTAL_URL, **facts}
    with translation.override(language_of(to)):
        text = render_to_string(template, known)
    subject, _, body = text.strip().partition("\n")
    headers = {"Auto-Submitted": "auto-generated"}
    if key:
        headers["Message-ID"] = f"<{key.replace(':', '.')}@{urlsplit(settings.PORTAL_URL).hostname}>"
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", None, [to.email], headers=headers)
