"""Every form belongs to its opener, and is handled once (decision 0031)."""

import time

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.form_keys import FIELD, HEADER, owner_of
from accounts.kept_forms import KeptForm, Reason
from accounts.models import SentForm
from accounts.queries import lacks_second_step
from accounts.request_origin import former_person
from accounts.services.sent_forms import claim_form, release_form, store_answer, store_script_answer
from accounts.session_store import note_seen
from accounts.sessions import had_second_step_elsewhere
from documents.incoming import NamesAlone, announced, most_of
from kernel import clock
from kernel.access import PUBLIC
from kernel.htmx import whole_number

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_PATIENCE = 25.0
_PAUSE = 0.1
_SMALL = 2**18
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Headers that tell a script how to use a response; a response longer than this is not stored.
_OF_SCRIPTS, _MAX_KEPT = ("hx-", "content-type"), 2**19
_DONE = (200, 204)
# Pages for people whose role demands a second step that they have not set up yet: to set it up, and to leave.
_WITHOUT_SECOND_STEP = (
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn"),
    *("account_reauthenticate", "account_logout", "set_language"),
)
# Signing out and in is allowed for any user, whoever opened the page; a view by support is ended from both sides.
_ANYBODYS = ("account_login", "account_logout", "end_support_view")


class SecondStepDemanded:
    """Leads who must have a second step, and has none yet, to setting one up; until then they may do nothing else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        is_open = getattr(view, "permission", None) == PUBLIC and name != "home"
        if not settings.MFA_DEMANDED or is_open or name in _WITHOUT_SECOND_STEP or not request.user.is_authenticated:
            return None
        # Who looks as another person has passed a second step of their own.
        if hasattr(request, "support_view"):
            return None
        if had_second_step_elsewhere(request, request.user) or not lacks_second_step(request.user):
            return None
        if request.method in _SAFE and not _by_script(request):
            messages.warning(request, _("Set up two-step sign-in first: your role demands it."))
            return HttpResponseRedirect(reverse("mfa_index"))
        raise PermissionDenied("second step")


class SeenPeople:
    """Notes that a person does something; what a script of an open page asks by itself is no sign of anybody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        is_asked_by_page = request.method in _SAFE and request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
        if getattr(view, "permission", None) != PUBLIC and not is_asked_by_page and request.user.is_authenticated:
            note_seen(request.session, clock.running())


class EndedSessions:
    """Keeps the typed text when the session has ended, before the redirect to the sign-in loses it.

    An anonymous body is read only where it is a small plain form; a larger one only where its browser had
    a signed-in person, and then only its words: of its files the names are kept (decision 0047).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        is_public = getattr(view, "permission", None) == PUBLIC
        if request.method in _SAFE or is_public or request.user.is_authenticated:
            return None
        if not is_small_form(request) and not _is_large_form_of_ours(request, view):
            return None
        owner = owner_of(key_of(request))
        # A script gets a redirect to the sign-in, which it knows how to report.
        if owner is None or _by_script(request):
            return None
        return KeptForm(request, Reason.SIGNED_OUT, owner).response()


def is_small_form(request: HttpRequest) -> bool:
    """A form as small as a page's words, which may be read from anybody."""
    length = whole_number(request.META.get("CONTENT_LENGTH") or "")
    return length is not None and length <= _SMALL and request.content_type in _FORMS


def _is_large_form_of_ours(request: HttpRequest, view) -> bool:
    """A form with files, no larger than its page accepts, from a browser that had a signed-in person."""
    is_form = request.content_type == _FORMS[1] and not _by_script(request)
    if not is_form or former_person(request) is None or not 0 < announced(request) <= most_of(view):
        return False
    request.upload_handlers = [NamesAlone(request)]
    return True


class OwnForms:
    """Refuses a form of another person's page, keeps the typed text, and answers a second click like the first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent = getattr(request, "sent_form", None)
        if sent is not None:
            _resolve(request, sent, response)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.method in _SAFE and not asks_first(request):
            return None
        key = key_of(request)
        reason = _reason_against(request, view, key)
        if reason is not None:
            return KeptForm(request, reason, owner_of(key)).response()
        if request.method == "OPTIONS":
            return HttpResponse(status=204)
        form = _form_once(request, key)
        return _handle_once(request, form) if form else None


def asks_first(request: HttpRequest) -> bool:
    """True where a page asks whether its form may be sent, before it sends the files (decision 0047)."""
    return request.method == "OPTIONS" and HEADER in request.headers


def _form_once(request: HttpRequest, key: str) -> str:
    """The key of the form that must be handled once; "" where it is no form of this person."""
    if not request.user.is_authenticated:
        return ""
    if not _by_script(request):
        return key
    # A script sends the key of its page; a form that it submits has a key of its own.
    form = request.POST.get(FIELD, "")[:80] if "HX-Request" in request.headers else ""
    return form if owner_of(form) == request.user.pk else ""


def key_of(request: HttpRequest) -> str:
    """The key in a request: in a header for a script, in a field for a form."""
    return (request.headers.get(HEADER) or request.POST.get(FIELD, ""))[:80]


def _by_script(request: HttpRequest) -> bool:
    return HEADER in request.headers or "HX-Request" in request.headers


def _reason_against(request: HttpRequest, view, key: str) -> Reason | None:
    """Why this request is not handled, by who opened the form and who is signed in now."""
    is_public = getattr(view, "permission", None) == PUBLIC
    if request.resolver_match is not None and request.resolver_match.url_name in _ANYBODYS:
        return None
    owner = owner_of(key)
    if not request.user.is_authenticated:
        return None
    if owner == request.user.pk:
        return None
    if owner is not None:
        return Reason.OTHER_PERSON
    # As with Django's own token, the test client may omit the key; a wrong key is refused there too.
    is_excused = not key and (is_public or getattr(request, "_dont_enforce_csrf_checks", False))
    return None if is_excused else Reason.UNKNOWN


def _handle_once(request, key: str) -> HttpResponse | None:
    now = clock.now()
    sent, is_ours = claim_form(person=request.user, key=key, digest=_digest(request), now=now)
    if is_ours:
        request.sent_form = sent
        return None
    deadline = time.monotonic() + _PATIENCE
    while not sent.is_handled:
        if time.monotonic() > deadline:
            return KeptForm(request, Reason.STILL_RUNNING, request.user.pk).response()
        time.sleep(_PAUSE)
        try:
            sent.refresh_from_db(fields=["location", "messages", "answer"])
        except SentForm.DoesNotExist:
            # The first one was refused and changed nothing: this one is handled as a new request.
            return _handle_once(request, key)
    return _repeated(request, sent)


def _repeated(request: HttpRequest, sent: SentForm) -> HttpResponse:
    """The response to the first click, repeated for the second."""
    if sent.answer is not None:
        return HttpResponse(sent.answer["body"], status=sent.answer["status"], headers=sent.answer["headers"])
    for level, text in sent.messages:
        messages.add_message(request, level, text)
    return HttpResponseRedirect(sent.location)


def _digest(request: HttpRequest) -> str:
    """A keyed digest of a form's content: its fields, and its files by name and size.

    Keyed because it may have a password.
    """
    fields = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    files = [(name, [(file.name, file.size) for file in uploads]) for name, uploads in request.FILES.lists()]
    content = repr((request.path, sorted(fields), sorted(files)))
    return salted_hmac("accounts.sent_form", content, algorithm="sha256").hexdigest()


def _resolve(request: HttpRequest, sent: SentForm, response: HttpResponse) -> None:
    """A form that redirected is done, and its response stored; a form shown again with errors changed nothing."""
    if _by_script(request):
        _resolve_script(sent, response)
        return
    location = response.headers.get("Location", "")
    if response.status_code not in (302, 303) or location.startswith(reverse("account_login")):
        release_form(sent)
        return
    shown = list(messages.get_messages(request))
    for message in shown:
        messages.add_message(request, message.level, message.message, message.extra_tags)
    store_answer(sent, location=location, messages=[[message.level, str(message.message)] for message in shown])


def _resolve_script(sent: SentForm, response: HttpResponse) -> None:
    if response.status_code not in _DONE or response.streaming or len(response.content) > _MAX_KEPT:
        release_form(sent)
        return
    headers = {name: value for name, value in response.items() if name.lower().startswith(_OF_SCRIPTS)}
    body = response.content.decode(response.charset)
    store_script_answer(sent, answer={"status": response.status_code, "body": body, "headers": headers})
