"""The response to a form that was not handled: the reason, the owner, and everything that was typed."""

from enum import Enum

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.form_keys import FIELD
from accounts.models import User

_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)
# Fields of the sign-in are never written into a page.
_SECRET_PATHS = "/account/"  # noqa: S105 (an address)
_WORTH_SHOWING = 2
REFUSED_HEADER = "X-Form-Refused"


class Reason(Enum):
    """Why a form was not handled: its code, a heading, and what to do."""

    OTHER_PERSON = (
        "other-person",
        _("This page belongs to somebody else"),
        _("It was opened by %(owner)s, and %(person)s is signed in now. Nothing was saved; what was typed is here."),
    )
    SIGNED_OUT = (
        "signed-out",
        _("Your session has ended"),
        _("Nothing was saved yet. Sign in again in a new tab, then send this form from here."),
    )
    STALE = (
        "stale",
        _("You have signed in again since this page was opened"),
        _("Nothing was saved yet. What you typed is kept here: send it once more."),
    )
    UNKNOWN = (
        "unknown",
        _("This page had been open for too long"),
        _("For your safety nothing was saved. What you typed is kept here; open the page again and enter it again."),
    )
    NO_RIGHT = (
        "no-right",
        _("You no longer have the right to do this"),
        _(
            "Nothing was saved. What you typed is here, so that you can copy it. If you think that the right should be "
            "yours, ask an administrator of the portal."
        ),
    )
    STILL_RUNNING = (
        "still-running",
        _("Your first click is still being worked on"),
        _("It will end by itself. Open the page again in a moment; nothing needs to be sent again."),
    )

    def __init__(self, code, heading, sentence):
        self.code, self.heading, self.sentence = code, heading, sentence


class KeptForm:
    """A form refused for `reason`; `owner` is the key of the person who opened it, if known."""

    def __init__(self, request: HttpRequest, reason: Reason, owner: int | None):
        self.request, self.reason = request, reason
        self.owner = User.objects.filter(pk=owner).first() if owner else None

    def response(self, *, status: int = 403) -> HttpResponse:
        """A page with the typed text, or for a script one sentence, because its own page still has the text."""
        sentence = self.reason.sentence % {"owner": self.owner or "–", "person": self.request.user}
        headers = {REFUSED_HEADER: self.reason.code, "Cache-Control": "private, no-store"}
        if "HX-Request" in self.request.headers or "X-Form-Key" in self.request.headers:
            return HttpResponse(sentence, status=403, headers=headers, content_type="text/plain; charset=utf-8")
        fields, files = self._fields(), self._files()
        context = {
            "heading": self.reason.heading,
            "sentence": sentence,
            "owner": self.owner,
            "code": self.reason.code,
            "fields": fields,
            "typed": [value for _name, value in fields if len(value.strip()) > _WORTH_SHOWING],
            "lost_files": files,
            "form_key": self.request.POST.get(FIELD, ""),
            "may_resend": self._may_resend(),
        }
        response = render(self.request, "accounts/kept_form.html", context, status=status)
        for name, value in headers.items():
            response.headers[name] = value
        return response

    def _fields(self) -> list[tuple[str, str]]:
        if self.request.path.startswith(_SECRET_PATHS):
            return []
        named = ((name, values) for name, values in self.request.POST.lists() if name not in (_TOKEN, FIELD))
        return [(name, value) for name, values in named for value in values]

    def _files(self) -> list[tuple[str, list[str]]]:
        """A page cannot keep files: each file field, with the names of the files to choose again."""
        if self.request.path.startswith(_SECRET_PATHS):
            return []
        return [(name, [file.name or "" for file in files]) for name, files in self.request.FILES.lists()]

    def _may_resend(self) -> bool:
        """Only for a form that the portal made for a known person."""
        is_of_use = self.reason in (Reason.OTHER_PERSON, Reason.SIGNED_OUT, Reason.STALE)
        return is_of_use and self.owner is not None and bool(self._fields() or self._files())
