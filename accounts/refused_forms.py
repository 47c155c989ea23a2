"""Text typed into a small form that was refused: kept for the next page, beside the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from accounts.form_keys import FIELD

_KEY = "refused_forms"
_NOT_TYPED = ("csrfmiddlewaretoken", FIELD)
_LONGEST = 5000


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form as it was sent, and why it was refused; empty where nothing was refused."""

    typed: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


def keep_refused(request: HttpRequest, reasons: Iterable[object]) -> None:
    """Keep the text sent to this URL and the reasons, for the next page."""
    typed = {name: value[:_LONGEST] for name, value in request.POST.items() if name not in _NOT_TYPED}
    request.session[_KEY] = {"address": request.path, "typed": typed, "reasons": [str(reason) for reason in reasons]}


def take_refused(request: HttpRequest, address: str) -> RefusedForm:
    """Return what was refused at this URL, once."""
    kept = request.session.get(_KEY)
    if not kept or kept["address"] != address:
        return RefusedForm()
    del request.session[_KEY]
    return RefusedForm(kept["typed"], tuple(kept["reasons"]))
