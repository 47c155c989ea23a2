"""A unit's letter of registration for a year, with its plan as annex [R1]."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communes.aimed_levels import level_bounds
from communes.issuers import FRIENDLY, city, department, unit_head
from communes.models import Registration
from communes.paper_names import paper_name
from communes.queries import registrations_visible_to
from documents.numbers import points_text
from documents.papers import Paper, Signature, blocks_of
from kernel.htmx import whole_number
from papers.kinds import PaperKind, PaperLink, Section, Typed, paper_link
from papers.texts import lines_of, words_of

REGISTRATION_LETTER = "communes.registration_letter"
_DOTS = "..................."


def registration_sections(entry: Registration) -> tuple[Section, ...]:
    """The letter's text, and that of the plan."""
    return (
        Section("text", "Nội dung", "\n".join(_letter(entry))),
        Section("plan", "Phụ lục: Kế hoạch thực hiện", "\n".join(_plan(entry))),
    )


def _aim(entry: Registration) -> str:
    """The level with the points at which it begins; dots while no level is chosen."""
    if not entry.aimed_level:
        return "Mức ......"
    bound = level_bounds.get().get(entry.aimed_level)
    return f"Mức {entry.aimed_level}" + (f" (từ {points_text(bound)} điểm)" if bound is not None else "")


def _letter(entry: Registration) -> Iterator[str]:
    year, unit = entry.cycle.year, paper_name(entry.commune)
    yield (
        f"Thực hiện quy định về xét công nhận {FRIENDLY} cấp xã trên địa bàn {city()}, Ủy ban nhân dân {unit} đăng ký "
        f"đạt chuẩn {FRIENDLY} năm {year} ở {_aim(entry)}."
    )
    yield "Kế hoạch thực hiện tại Phụ lục kèm theo."
    if reason := " ".join(entry.late_reason.split()):
        yield f"Lý do gửi muộn: {reason.rstrip('.')}."
    yield words_of("registration_closing", unit=unit)


def _plan(entry: Registration) -> Iterator[str]:
    year = entry.cycle.year
    yield "1. Mục tiêu"
    yield f"- Đạt chuẩn {FRIENDLY} năm {year} ở {_aim(entry)};"
    yield f"- Các mục tiêu khác: {_DOTS}"
    yield "2. Nhiệm vụ, giải pháp"
    yield f"- {_DOTS}"
    yield "3. Phân công, thời gian hoàn thành"
    yield f"- {_DOTS}"
    yield "4. Kinh phí, tổ chức thực hiện"
    yield f"- {_DOTS}"


def registration_letter(entry: Registration, typed: Typed) -> Paper:
    """The letter to the department, with the plan."""
    text, plan = registration_sections(entry)
    year, unit = entry.cycle.year, paper_name(entry.commune)
    head = unit_head(
        entry.commune,
        symbol="UBND",
        number=typed.number,
        dated=typed.dated,
        year=year,
        subject=f"V/v đăng ký đạt chuẩn {FRIENDLY} năm {year}",
    )
    annex = Paper(
        title="Phụ lục",
        kind="Phụ lục",
        abstract=(f"KẾ HOẠCH THỰC HIỆN {FRIENDLY.upper()} NĂM {year}",),
        attached=(head.as_attached_to("Công văn", f"Ủy ban nhân dân {unit}"),),
        body=tuple(blocks_of(typed.texts.get("plan", plan.text))),
    )
    return Paper(
        title=f"Công văn đăng ký {FRIENDLY} năm {year} – {unit}",
        kind="",
        abstract=(),
        body=tuple(blocks_of(typed.texts.get("text", text.text))),
        head=head,
        addressee=(f"Kính gửi: {department()}",),
        signatures=(
            Signature(typed.authority(words_of("unit_signer")), typed.signer_name, lines_of("registration_recipients")),
        ),
        annexes=(annex,),
        check=typed.check,
    )


def registration_key(entry: Registration) -> str:
    """The key of a unit's letter of registration."""
    return f"{entry.cycle.year}-{entry.commune.code}"


def registration_links(person: Any, entry: Registration) -> list[PaperLink]:
    """The letter, for people of the unit."""
    may = rules.has_perm("communes.save_registration_draft", person, entry)
    return [paper_link(REGISTRATION_LETTER, registration_key(entry))] if may else []


def _entry_of(person: Any, key: str, now: datetime) -> Registration | None:
    year, _dash, code = key.partition("-")
    if whole_number(year) is None:
        return None
    return registrations_visible_to(person).filter(cycle__year=year, commune__code=code).first()


def _has(permission: str):
    return lambda person, entry: rules.has_perm(permission, person, entry)


REGISTRATION_KIND = PaperKind(
    name=_("Letter of registration"),
    find=_entry_of,
    may_read=_has("communes.save_registration_draft"),
    may_write=_has("communes.save_registration_draft"),
    may_read_issued=_has("communes.view_registration"),
    sections=registration_sections,
    describe=registration_letter,
    back=lambda entry: reverse("communes:registration", args=[entry.cycle.year, entry.commune.code]),
    file_name=lambda entry: f"dang-ky-{entry.commune.code}-{entry.cycle.year}",
    about=lambda entry: f"{entry.commune} · {entry.cycle.year}",
)
