"""The department's letter that grants one unit an extension [R1, R2]."""

from datetime import datetime
from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communes.deadlines import last_day_before
from communes.issuers import FRIENDLY, department, department_head
from communes.models import Extension
from communes.paper_names import paper_name
from communes.queries import registrations_visible_to
from documents.numbers import date_in_words
from documents.papers import Paper, Signature, blocks_of
from kernel.htmx import whole_number
from papers.kinds import PaperKind, Section, Typed
from papers.texts import lines_of, words_of

EXTENSION_LETTER = "communes.extension_letter"
_STEPS = {
    Extension.Step.REGISTRATION: "đăng ký và gửi kế hoạch thực hiện",
    Extension.Step.SUBMISSION: "gửi hồ sơ tự chấm điểm",
}


def letter_sections(extension: Extension) -> tuple[Section, ...]:
    """The letter's text."""
    entry = extension.registration
    until = date_in_words(last_day_before(extension.before))
    reason = " ".join(extension.reason.split()).rstrip(".")
    text = (
        f"{department()} đồng ý gia hạn thời gian {_STEPS[Extension.Step(extension.step)]} {FRIENDLY} năm "
        f"{entry.cycle.year} "
        f"đối với {paper_name(entry.commune)} đến hết {until}.\n"
        f"Lý do gia hạn: {reason}.\n"
        f"{words_of('extension_closing', unit=paper_name(entry.commune))}"
    )
    return (Section("text", "Nội dung", text),)


def extension_letter(extension: Extension, typed: Typed) -> Paper:
    """The letter to the unit."""
    entry, known = extension.registration, letter_sections(extension)[0]
    year, unit = entry.cycle.year, paper_name(entry.commune)
    subject = f"V/v gia hạn thời gian thực hiện {FRIENDLY} năm {year}"
    return Paper(
        title=f"Công văn gia hạn – {unit} – {year}",
        kind="",
        abstract=(),
        body=tuple(blocks_of(typed.texts.get("text", known.text))),
        head=department_head(
            symbol=words_of("letter_symbol"), number=typed.number, dated=typed.dated, year=year, subject=subject
        ),
        addressee=(f"Kính gửi: Ủy ban nhân dân {unit}",),
        signatures=(
            Signature(
                typed.authority(words_of("department_signer")), typed.signer_name, lines_of("extension_recipients")
            ),
        ),
        check=typed.check,
    )


def _visible_extension(person: Any, key: str, now: datetime) -> Extension | None:
    year, code, number = [*key.split("-"), "", ""][:3]
    if whole_number(year) is None or whole_number(number) is None:
        return None
    entries = registrations_visible_to(person).filter(cycle__year=year, commune__code=code)
    extensions = Extension.objects.select_related("registration__cycle", "registration__commune")
    return extensions.filter(registration__in=entries, pk=number).first()


def _may_write(person: Any, extension: Extension) -> bool:
    return rules.has_perm("communes.grant_extension", person, extension.registration)


EXTENSION_KIND = PaperKind(
    name=_("Letter of extension"),
    find=_visible_extension,
    may_read=_may_write,
    may_write=_may_write,
    sections=letter_sections,
    describe=extension_letter,
    back=lambda one: reverse("communes:entry", args=[one.registration.cycle.year, one.registration.commune.code]),
    file_name=lambda one: f"gia-han-{one.registration.commune.code}-{one.registration.cycle.year}",
    about=lambda one: f"{one.registration.commune} · {one.registration.cycle.year}",
)
