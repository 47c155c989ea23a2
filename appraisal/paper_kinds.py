"""The papers of the appraisal that offices finish: who owns each, and the state of its step (decision 61)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.rules import is_team_lead
from appraisal import breach_records, letters, member_papers, team_decision, year_meeting
from appraisal.member_papers import SheetFacts
from appraisal.models import AppraisalTeam, Breach, Review, Visit
from appraisal.queries import breaches_visible_to, reviews_visible_to
from appraisal.queries.visits import visits_visible_to
from appraisal.rules import is_secretary
from appraisal.year_meeting import MeetingFacts
from communes.models import Cycle, Registration
from evidence.models import Inquiry
from kernel.htmx import whole_number
from papers.kinds import PaperKind, PaperLink, paper_link

TEAM_DECISION, INQUIRY_LETTER = "appraisal.team_decision", "appraisal.inquiry_letter"
BREACH_NOTICE, SCORING_SHEET, VISIT_RECORD = (
    "appraisal.breach_notice",
    "appraisal.scoring_sheet",
    "appraisal.visit_record",
)
YEAR_MEETING, BREACH_RECORD = "appraisal.year_meeting", "appraisal.breach_record"
_ENTRY = "assessment__registration"


def _parts(key: str) -> tuple[str, str, str]:
    """Year, unit and the rest of a key; empty where it has fewer parts."""
    year, code, rest = [*key.split("-", 2), "", ""][:3]
    return (year, code, rest) if whole_number(year) is not None else ("0", "", "")


def _has(permission: str):
    return lambda person, about: rules.has_perm(permission, person, about)


def _on_unit(entry: Registration) -> str:
    return f"{entry.commune} · {entry.cycle.year}"


# -- Team -------------------------------------------------------------------------------------------------------------


def _team(person: Any, key: str, now: datetime) -> AppraisalTeam | None:
    if not rules.has_perm("appraisal.view_team", person):
        return None
    return AppraisalTeam.objects.select_related("cycle").filter(cycle__year=_parts(key)[0]).first()


def _meeting(person: Any, key: str, now: datetime) -> MeetingFacts | None:
    cycle = Cycle.objects.filter(year=_parts(key)[0]).first()
    may = cycle is not None and rules.has_perm("appraisal.view_progress", person, cycle)
    return year_meeting.meeting_facts(cycle, reader=person) if cycle is not None and may else None


def _keeps_meeting(person: Any, facts: MeetingFacts) -> bool:
    """The lead and the secretary of that year's team keep the minutes of its meeting."""
    return is_team_lead(person) or is_secretary(person, facts.cycle)


def team_links(person: Any, cycle: Cycle, team: AppraisalTeam | None) -> list[PaperLink]:
    """The papers on the year's team that this person may see."""
    if team is None:
        return []
    kinds = [TEAM_DECISION] if rules.has_perm("appraisal.form_team", person) else []
    kinds += [YEAR_MEETING] if rules.has_perm("appraisal.view_progress", person, team) else []
    return [paper_link(kind, str(cycle.year)) for kind in kinds]


# -- Dossiers ---------------------------------------------------------------------------------------------------------


def _review(person: Any, year: str, code: str) -> Review | None:
    known = (f"{_ENTRY}__commune", f"{_ENTRY}__cycle", "assessment__rubric", "appraiser__person")
    reviews = reviews_visible_to(person).select_related(*known)
    return reviews.filter(**{f"{_ENTRY}__cycle__year": year, f"{_ENTRY}__commune__code": code}).first()


def inquiry_key(inquiry: Inquiry) -> str:
    """The key of the letter of one inquiry."""
    entry = inquiry.assessment.registration
    return f"{entry.cycle.year}-{entry.commune.code}-{inquiry.kind}-{inquiry.number}"


def _inquiry(person: Any, key: str, now: datetime) -> Inquiry | None:
    year, code, rest = _parts(key)
    review, (kind, _dash, number) = _review(person, year, code), rest.partition("-")
    if review is None or whole_number(number) is None:
        return None
    known = (f"{_ENTRY}__commune", f"{_ENTRY}__cycle", "assessment__rubric", "assessment__review")
    return review.assessment.inquiries.select_related(*known).filter(kind=kind, number=number).first()


def _of_review(permission: str):
    return lambda person, inquiry: rules.has_perm(permission, person, inquiry.assessment.review)


def sheet_key(review: Review, *, second: bool = False) -> str:
    """The key of a member's scoring sheet of one dossier."""
    entry = review.assessment.registration
    return f"{entry.cycle.year}-{entry.commune.code}-{'second' if second else 'first'}"


def _sheet(person: Any, key: str, now: datetime) -> SheetFacts | None:
    year, code, which = _parts(key)
    review = _review(person, year, code)
    return _sheet_of(review, which) if review is not None else None


def _sheet_of(review: Review, which: str) -> SheetFacts | None:
    """A sheet is available once its member has finished; in a double review, once both have [S8]."""
    second = getattr(review, "second", None)
    both = second is None or second.appraiser is None or bool(second.completed_at and second.first_done_at)
    if which == "first" and both and review.completed_at:
        return SheetFacts(review, review.appraiser)
    if which == "second" and second is not None and second.appraiser is not None and both:
        return SheetFacts(review, second.appraiser)
    return None


def _writes_sheet(person: Any, facts: SheetFacts) -> bool:
    """The member signs the sheet; another person who writes the minutes may number it."""
    return facts.member.person_id == person.pk or rules.has_perm("appraisal.write_minutes", person, facts.review)


# -- Visits and breaches ----------------------------------------------------------------------------------------------


def visit_key(visit: Visit) -> str:
    """The key of the record of a visit."""
    entry = visit.review.assessment.registration
    return f"{entry.cycle.year}-{entry.commune.code}-{visit.pk}"


def _visit(person: Any, key: str, now: datetime) -> Visit | None:
    year, code, number = _parts(key)
    of_unit = {f"review__{_ENTRY}__cycle__year": year, f"review__{_ENTRY}__commune__code": code}
    return visits_visible_to(person).filter(**of_unit, pk=whole_number(number) or 0).first()


def breach_key(breach: Breach) -> str:
    """The key of the notice of a breach."""
    entry = breach.registration
    return f"{entry.cycle.year}-{entry.commune.code}-{breach.pk}"


def _breach(person: Any, key: str, now: datetime) -> Breach | None:
    year, code, number = _parts(key)
    breaches = breaches_visible_to(person).select_related("registration__commune", "registration__cycle")
    of_unit = {"registration__cycle__year": year, "registration__commune__code": code}
    return breaches.filter(**of_unit, pk=whole_number(number) or 0).first()


def _review_page(review: Review, name: str) -> str:
    entry = review.assessment.registration
    return reverse(f"appraisal:{name}", args=[entry.cycle.year, entry.commune.code])


def inquiry_links(person: Any, review: Review) -> list[PaperLink]:
    """The letters to a unit that this person may finish."""
    if not rules.has_perm("appraisal.ask_commune", person, review):
        return []
    asked = review.assessment.inquiries.exclude(state=Inquiry.State.COLLECTING).order_by("pk")
    keys = [f"{sheet_key(review).removesuffix('first')}{one.kind}-{one.number}" for one in asked]
    return [paper_link(INQUIRY_LETTER, key) for key in keys]


def sheet_links(review: Review) -> list[PaperLink]:
    """The available scoring sheets of a dossier, for people who may see the review; of two, each with its member."""
    keys = {"first": sheet_key(review), "second": sheet_key(review, second=True)}
    sheets = [(paper_link(SCORING_SHEET, key), _sheet_of(review, which)) for which, key in keys.items()]
    known = [(link, facts.member.person) for link, facts in sheets if facts]
    if len(known) < 2:
        return [link for link, _member in known]
    return [replace(link, name=f"{link.name}: {member}") for link, member in known]


def breach_links(person: Any, breach: Breach) -> list[PaperLink]:
    """The notice and the record of a breach, for people who may finish them."""
    may = rules.has_perm("appraisal.record_breach", person, breach)
    return [paper_link(kind, breach_key(breach)) for kind in (BREACH_NOTICE, BREACH_RECORD)] if may else []


KINDS = {
    TEAM_DECISION: PaperKind(
        name=_("Decision that sets up the team"),
        find=_team,
        may_read=_has("appraisal.view_team"),
        may_write=_has("appraisal.form_team"),
        sections=team_decision.team_decision_sections,
        describe=team_decision.team_decision_paper,
        back=lambda team: reverse("appraisal:team", args=[team.cycle.year]),
        file_name=lambda team: f"quyet-dinh-to-tham-dinh-{team.cycle.year}",
        about=lambda team: str(team.cycle.year),
        is_recorded_elsewhere=True,
    ),
    INQUIRY_LETTER: PaperKind(
        name=_("Letter to the unit"),
        find=_inquiry,
        may_read=_of_review("appraisal.view_review"),
        may_write=_of_review("appraisal.ask_commune"),
        sections=letters.inquiry_sections,
        describe=letters.inquiry_letter,
        back=lambda inquiry: _review_page(inquiry.assessment.review, "inquiries"),
        file_name=lambda inquiry: f"cong-van-{inquiry_key(inquiry)}",
        about=lambda inquiry: f"{_on_unit(inquiry.assessment.registration)} · {inquiry.get_kind_display()}",
    ),
    SCORING_SHEET: PaperKind(
        name=_("Scoring sheet"),
        find=_sheet,
        may_read=lambda person, facts: rules.has_perm("appraisal.view_review", person, facts.review),
        may_write=_writes_sheet,
        sections=member_papers.sheet_sections,
        describe=member_papers.scoring_sheet,
        back=lambda facts: _review_page(facts.review, "summary"),
        file_name=lambda facts: f"phieu-cham-diem-{facts.review.assessment.registration.commune.code}-{facts.year}",
        about=lambda facts: f"{_on_unit(facts.review.assessment.registration)} · {facts.member.person}",
    ),
    VISIT_RECORD: PaperKind(
        name=_("Record of the visit"),
        find=_visit,
        may_read=_has("appraisal.view_visit"),
        may_write=_has("appraisal.record_visit"),
        sections=member_papers.visit_sections,
        describe=member_papers.visit_record,
        back=lambda visit: reverse("appraisal:visit", args=[visit.review.assessment.registration.cycle.year, visit.pk]),
        file_name=lambda visit: f"bien-ban-kiem-tra-{visit_key(visit)}",
        about=lambda visit: _on_unit(visit.review.assessment.registration),
    ),
    BREACH_NOTICE: PaperKind(
        name=_("Notice of a breach"),
        find=_breach,
        may_read=_has("appraisal.view_breach"),
        may_write=_has("appraisal.record_breach"),
        sections=letters.breach_sections,
        describe=letters.breach_notice,
        back=lambda breach: reverse("appraisal:breach", args=[breach.registration.cycle.year, breach.pk]),
        file_name=lambda breach: f"thong-bao-vi-pham-{breach_key(breach)}",
        about=lambda breach: _on_unit(breach.registration),
    ),
    BREACH_RECORD: PaperKind(
        name=_("Record of a breach"),
        find=_breach,
        may_read=_has("appraisal.view_breach"),
        may_write=_has("appraisal.record_breach"),
        sections=breach_records.record_sections,
        describe=breach_records.breach_record,
        back=lambda breach: reverse("appraisal:breach", args=[breach.registration.cycle.year, breach.pk]),
        file_name=lambda breach: f"bien-ban-vi-pham-{breach_key(breach)}",
        about=lambda breach: _on_unit(breach.registration),
    ),
    YEAR_MEETING: PaperKind(
        name=_("Minutes of the team's meeting of the year"),
        find=_meeting,
        may_read=lambda person, facts: True,
        may_write=_keeps_meeting,
        sections=year_meeting.meeting_sections,
        describe=year_meeting.meeting_paper,
        back=lambda facts: reverse("appraisal:team", args=[facts.year]),
        file_name=lambda facts: f"bien-ban-hop-to-tham-dinh-{facts.year}",
        about=lambda facts: str(facts.year),
    ),
}
