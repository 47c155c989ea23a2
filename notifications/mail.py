"""Plain mail from a template: its first line is the subject."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation


def send(template: str, *, to, path: str, **facts) -> None:
    """Mail `to` (a person) in the portal's language. The template knows `person`, `link` and the facts.

    Raises:
        OSError: the mail relay does not answer; the worker tries again later.
    """
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(template, {"person": to, "link": f"{settings.PORTAL_URL}{path}", **facts})
    subject, _, body = text.strip().partition("\n")
    send_mail(" ".join(subject.split()), body.strip() + "\n", None, [to.email])
