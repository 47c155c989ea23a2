"""The papers of a dossier outside its three parts: the receipt, the unit's answers to the team (decision 61)."""

from datetime import datetime
from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communes.models import Registration
from evidence.answer_letters import answer_letter, answer_sections
from evidence.inquiry_queries import inquiries_visible_to
from evidence.models import Inquiry, Receipt
from evidence.receipt_papers import no_sections, receipt_paper
from kernel.htmx import whole_number
from papers.kinds import PaperKind, PaperLink, paper_link
from scoring.queries import assessments_visible_to

RECEIPT, ANSWER = "evidence.receipt", "evidence.answer"


def receipt_key(entry: Registration) -> str:
    """The key of the receipt of a unit's dossier."""
    return f"{entry.cycle.year}-{entry.commune.code}"


def answer_key(inquiry: Inquiry) -> str:
    """The key of the unit's answer to one letter."""
    return f"{receipt_key(inquiry.assessment.registration)}-{inquiry.kind}-{inquiry.number}"


def answer_links(person: Any, inquiry: Inquiry) -> list[PaperLink]:
    """The unit's answer as a letter, for the unit's own people."""
    may = inquiry.state != Inquiry.State.COLLECTING and rules.has_perm("evidence.answer_question", person, inquiry)
    return [paper_link(ANSWER, answer_key(inquiry))] if may else []


def _receipt(person: Any, key: str, now: datetime) -> Receipt | None:
    year, _dash, code = key.partition("-")
    if whole_number(year) is None:
        return None
    seen = assessments_visible_to(person).filter(registration__cycle__year=year, registration__commune__code=code)
    receipts = Receipt.objects.filter(assessment__in=seen.order_by().values("pk"))
    known = ("registration__commune", "registration__cycle", "submitted_by")
    return receipts.select_related(*(f"assessment__{name}" for name in known)).first()


def _inquiry(person: Any, key: str, now: datetime) -> Inquiry | None:
    year, code, kind, number = [*key.split("-"), "", "", ""][:4]
    if whole_number(year) is None or whole_number(number) is None:
        return None
    of_unit = {
        "assessment__registration__cycle__year": year,
        "assessment__registration__commune__code": code,
        "kind": kind,
        "number": number,
    }
    return inquiries_visible_to(person).filter(**of_unit).exclude(state=Inquiry.State.COLLECTING).first()


def _on_unit(about: Receipt | Inquiry) -> str:
    entry = about.assessment.registration
    return f"{entry.commune} · {entry.cycle.year}"


def _inquiry_page(inquiry: Inquiry) -> str:
    entry = inquiry.assessment.registration
    return reverse("evidence:inquiry", args=[entry.cycle.year, entry.commune.code, inquiry.kind, inquiry.number])


def _has(permission: str):
    return lambda person, inquiry: rules.has_perm(permission, person, inquiry)


KINDS = {
    RECEIPT: PaperKind(
        name=_("Receipt"),
        find=_receipt,
        may_read=_has("evidence.view_dossier"),
        may_write=lambda person, receipt: False,
        sections=no_sections,
        describe=receipt_paper,
        back=lambda one: reverse("evidence:receipt", args=receipt_key(one.assessment.registration).split("-")),
        file_name=lambda one: f"bien-nhan-{receipt_key(one.assessment.registration)}",
        about=_on_unit,
        is_public=False,
        is_made_by_portal=True,
    ),
    ANSWER: PaperKind(
        name=_("Answer to the team's letter"),
        find=_inquiry,
        may_read=_has("evidence.answer_question"),
        may_write=_has("evidence.answer_question"),
        may_read_issued=_has("evidence.view_inquiry"),
        sections=answer_sections,
        describe=answer_letter,
        back=_inquiry_page,
        file_name=lambda inquiry: f"tra-loi-{answer_key(inquiry)}",
        about=lambda inquiry: f"{_on_unit(inquiry)} · {inquiry.get_kind_display()}",
    ),
}
