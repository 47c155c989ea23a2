"""What a commune prints: the poster with the QR code, and slips with one-time codes."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from documents.pdf import lay_out
from surveys.models import Survey
from surveys.queries import answers_kept_until

SIZES = ("a4", "a5")
_SHEET = Path(__file__).with_name("posters.css")


def address_of(survey: Survey, code: str = "") -> str:
    """The link of a survey, with the one-time code of a slip."""
    path = reverse("answering:survey", args=[survey.slug])
    return f"{settings.PORTAL_URL}{path}" + (f"?{urlencode({'code': code})}" if code else "")


def typed_address(survey: Survey) -> str:
    """The link as people type it."""
    return address_of(survey).partition("://")[2].rstrip("/")


def poster_pdf(survey: Survey, size: str) -> bytes:
    """The poster on A4 or A5."""
    context = {
        "survey": survey,
        "size": size,
        "address": address_of(survey),
        "typed": typed_address(survey),
        "kept_until": answers_kept_until(survey.cycle),
    }
    return lay_out("surveys/papers/poster.html", context, sheet=_SHEET).pdf()


def slips_pdf(survey: Survey, codes: Sequence[str]) -> bytes:
    """Slips with one code each, eight on a page."""
    slips = [(code, address_of(survey, code)) for code in codes]
    pages = [slips[place : place + 8] for place in range(0, len(slips), 8)]
    context = {"survey": survey, "pages": pages, "typed": typed_address(survey)}
    return lay_out("surveys/papers/slips.html", context, sheet=_SHEET).pdf()
