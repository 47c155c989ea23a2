"""Samples of every paper of the portal, made once and shared by the tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import translation

from appraisal.checklists import checklist_paper
from appraisal.models import Review, TeamMember
from appraisal.paper_kinds import breach_key, inquiry_key, sheet_key, visit_key
from appraisal.papers import minutes_paper
from appraisal.queries.visits import item_rows
from appraisal.services import write_minutes
from communes.services import grant_extension
from documents.paper_files import paper_as_file
from documents.papers import Check, Paper
from evidence.papers import dossier_facts, dossier_paper
from papers.queries import described, visible_paper
from results.paper_kinds import unit_key
from results.papers import ranking_paper
from results.queries import ranking_rows
from scoring.models import Rubric
from scoring.services.drafts import draft_rubric, set_points
from scoring.services.guidance import write_hints
from surveys.paper_kinds import summary_key
from tests.factories.accounts import administrator, city_leader, head_of, officer
from tests.factories.appraisal import BreachFactory, VisitFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import DossierPartFactory, InquiryFactory, QuestionFactory
from tests.factories.surveys import SurveyFactory
from tests.surveys.test_figures import answer

CHECK = Check("https://portal.example/papers/check/ABCDEF-GHJKMN-PQRSTU-VWXYZ2/", "ABCDEF-GHJKMN-PQRSTU-VWXYZ2")

Sample = tuple[Any, str]


def _review(year) -> Review:
    return Review.objects.get(assessment__registration=year.units["level_3"])


def _inquiry(year, kind: str, **fields) -> Sample:
    review = _review(year)
    inquiry = InquiryFactory(assessment=review.assessment, kind=kind, sent=True, **fields)
    QuestionFactory(inquiry=inquiry, score=review.assessment.scores.get(criterion__code="I.1"), points="2")
    return officer(), inquiry_key(inquiry)


def _breach(year) -> Sample:
    return officer(), breach_key(year.units["breach"].breaches.get())


def _revocation(year) -> Sample:
    unit = year.units["level_2"]
    BreachFactory(registration=unit, confirmed=True, settled_at=unit.outcome.recognition.issued_at)
    return city_leader(), unit_key(unit)


def _extension(year) -> Sample:
    entry = RegistrationFactory(cycle__year=2027)
    by = officer()
    facts = {"step": "registration", "before": date(2027, 2, 20), "reason": "Bão lũ"}
    extension = grant_extension(registration=entry, **facts, by=by, now=entry.cycle.opened_at)
    return by, extension.key


def _own(year) -> Sample:
    unit = year.units["level_3"]
    return head_of(unit.commune), unit_key(unit)


def _surveyed(year) -> Sample:
    unit = year.units["level_3"]
    survey = SurveyFactory(opened=True, commune=unit.commune, cycle=unit.cycle)
    for value in (5, 4, 3) * 8:
        answer(survey, {1: value, 3: (2,), 4: (1, 3)})
    return head_of(unit.commune), summary_key(2026, unit.commune, "II.7.1")


def _answer(year) -> Sample:
    unit = year.units["level_3"]
    _officer, key = _inquiry(year, "explanation", total="90")
    return head_of(unit.commune), key


def _receipt(year) -> Sample:
    unit = year.units["level_3"]
    return head_of(unit.commune), unit_key(unit)


def _guidance(year) -> Sample:
    by, table = officer(), Rubric.objects.get(state="published")
    texts = {"I.1": "Chấm 10 điểm khi đủ hồ sơ\nvà nộp đúng hạn."}
    write_hints(rubric=table, texts=texts, seen={}, by=by, now=year.cycle.opened_at)
    return by, table.code


def _proposal(year) -> Sample:
    base = Rubric.objects.get(state="published")
    titles = {"title_vi": base.title_vi, "title_en": base.title_en, "decision_vi": base.decision_vi}
    by, now = administrator(), year.cycle.opened_at
    draft = draft_rubric(base=base, code="bang-2027", applies_from_year=2027, **titles, by=by, now=now)
    figures = {"I.1": Decimal(13), "I.2": Decimal(11)}
    set_points(rubric=draft, points=figures, seen_version=draft.version, by=by, now=now)
    criterion = draft.criteria.get(code="II.1")
    criterion.scoring_hint_vi = "Chấm theo số hồ sơ đúng hạn."
    criterion.save()
    return officer(), draft.code


# Of every kind: who asks, and the key of what it is about.
SAMPLES: dict[str, Callable[[Any], Sample]] = {
    "results.report": lambda year: (officer(), "2026"),
    "results.submission": lambda year: (officer(), "2026"),
    "results.recognition": lambda year: (city_leader(), "2026"),
    "results.commendation": lambda year: (city_leader(), "2026"),
    "results.revocation": _revocation,
    "results.result_letter": lambda year: (officer(), unit_key(year.units["level_3"])),
    "results.plan": _own,
    "results.certificate": lambda year: (city_leader(), unit_key(year.units["level_4"])),
    "appraisal.team_decision": lambda year: (officer(), "2026"),
    "appraisal.inquiry_letter": lambda year: _inquiry(year, "supplement"),
    "appraisal.scoring_sheet": lambda year: (year.lead, sheet_key(_review(year))),
    "appraisal.visit_record": lambda year: (officer(), visit_key(VisitFactory(review=_review(year), done=True))),
    "appraisal.breach_notice": _breach,
    "appraisal.breach_record": _breach,
    "appraisal.year_meeting": lambda year: (year.lead, "2026"),
    "communes.extension_letter": _extension,
    "communes.registration_letter": _own,
    "evidence.receipt": _receipt,
    "evidence.answer": _answer,
    "scoring.guidance": _guidance,
    "scoring.proposal": _proposal,
    "surveys.summary": _surveyed,
}


def kind_paper(kind: str, year, now) -> Paper:
    """The paper of that kind on its sample; one that anybody may verify bears a code, always the same."""
    person, key = SAMPLES[kind](year)
    paper = visible_paper(person, kind, key, now=now)
    assert paper is not None
    made = described(paper)
    return replace(made, check=CHECK if made.check or paper.kind.is_public else None)


# -- Papers with pages of their own -----------------------------------------------------------------------------------


def _part(kind: str) -> Callable[[Any, Any], Paper]:
    def made(year, now) -> Paper:
        part = DossierPartFactory(assessment=_review(year).assessment, kind=kind)
        with translation.override("vi"):
            return replace(dossier_paper(part, dossier_facts(part.assessment)), check=CHECK)

    return made


def _minutes(year, now) -> Paper:
    review = _review(year)
    team = TeamMember.objects.filter(team__cycle=year.cycle)
    meeting = {"held_on": date(2026, 12, 19), "begins_at": time(8, 30), "ends_at": time(10), "place": "Sở Nội vụ"}
    chair = team.get(part=TeamMember.Part.LEAD)
    minutes = write_minutes(review=review, **meeting, present=team, chair=chair, by=year.lead, now=now)
    return replace(minutes_paper(minutes, reader=year.lead), check=CHECK)


def _checklist(year, now) -> Paper:
    visit = VisitFactory(review=_review(year))
    return checklist_paper(visit, item_rows(visit))


OTHERS: dict[str, Callable[[Any, Any], Paper]] = {
    "evidence.letter": _part("letter"),
    "evidence.report": _part("report"),
    "evidence.table": _part("table"),
    "appraisal.minutes": _minutes,
    "appraisal.checklist": _checklist,
    "results.ranking": lambda year, now: ranking_paper(year=2026, rows=ranking_rows(year.cycle, now=now), draft=True),
}
EVERY = [*SAMPLES, *OTHERS]


@dataclass(frozen=True)
class MadePaper:
    """A described paper with its PDF, rendered once."""

    name: str
    paper: Paper

    @cached_property
    def pdf(self) -> bytes:
        return paper_as_file(self.paper, "pdf", self.name).content

    @cached_property
    def word(self) -> bytes:
        return paper_as_file(self.paper, "docx", self.name).content


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written inside, so that no sample stands in the way of another."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def made_papers(year, now) -> dict[str, MadePaper]:
    """Every paper of that year, each from a sample of its own."""
    result = {}
    for name in EVERY:
        with undone():
            paper = kind_paper(name, year, now) if name in SAMPLES else OTHERS[name](year, now)
            result[name] = MadePaper(name, paper)
    return result
