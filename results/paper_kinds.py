"""The papers of results that offices finish: who owns each, its subject, the state of its step (decision 61)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.rules import is_city_leader, is_officer
from communes.models import Cycle, Registration
from kernel.htmx import whole_number
from papers.kinds import PaperKind, PaperLink, paper_link
from papers.queries import is_issued
from results import city_papers, queries, unit_papers, year_report
from results.models import Outcome, Recognition
from results.plan_tasks import tasks_of
from results.result_detail import outcome_of, result_rows
from results.rules import is_own_published
from results.unit_papers import UnitFacts
from results.year_facts import YearFacts, year_facts
from scoring.queries import table_in_force

REPORT, SUBMISSION = "results.report", "results.submission"
RECOGNITION, COMMENDATION, REVOCATION = "results.recognition", "results.commendation", "results.revocation"
RESULT_LETTER, PLAN, CERTIFICATE = "results.result_letter", "results.plan", "results.certificate"


@dataclass(frozen=True, slots=True)
class RevokedUnit:
    """The subject of a revocation; its facts depend on nothing else."""

    registration: Registration
    facts: city_papers.RevocationFacts


# -- Years ------------------------------------------------------------------------------------------------------------


def _year(person: Any, key: str, now: datetime) -> YearFacts | None:
    cycles = queries.ranked_cycles_visible_to(person)
    cycle = cycles.filter(year=whole_number(key) or 0).first()
    return year_facts(cycle, now=now) if cycle is not None and _is_office(person, cycle) else None


def _is_office(person: Any, about: Any = None) -> bool:
    return _is_officer(person, about) or is_city_leader(person, getattr(about, "registration", None))


def _is_officer(person: Any, about: Any = None) -> bool:
    """Nobody acts for the department on a unit where they hold a role (decision 30)."""
    return is_officer(person, getattr(about, "registration", None))


def _of_year(
    name, describe: Callable, sections: Callable, file_name: str, *, write=_is_office, recorded: bool = False
) -> PaperKind:
    """A paper about a whole year."""
    return PaperKind(
        name=name,
        find=_year,
        may_read=_is_office,
        may_write=write,
        sections=sections,
        describe=describe,
        back=lambda facts: reverse("results:steps", args=[facts.year]),
        file_name=lambda facts: f"{file_name}-{facts.year}",
        about=lambda facts: str(facts.year),
        is_recorded_elsewhere=recorded,
    )


# -- Units ------------------------------------------------------------------------------------------------------------


def _registration(key: str, among: QuerySet[Registration]) -> Registration | None:
    year, _dash, code = key.partition("-")
    if whole_number(year) is None:
        return None
    return among.filter(cycle__year=year, commune__code=code).first()


def _unit(person: Any, key: str, now: datetime) -> UnitFacts | None:
    entry = _registration(key, queries.standings_visible_to(person))
    outcome = outcome_of(entry) if entry is not None else None
    if entry is None or outcome is None or outcome.state not in (Outcome.State.APPROVED, Outcome.State.PUBLISHED):
        return None
    dossier = getattr(entry, "self_assessment", None)
    return UnitFacts(entry, outcome, getattr(outcome, "recognition", None), tuple(result_rows(dossier)))


def _unit_with_plan(person: Any, key: str, now: datetime) -> UnitFacts | None:
    """Units recognised below Level 4 must give a plan [S6]."""
    facts = _unit(person, key, now)
    if not facts or not facts.recognition or not 0 < facts.outcome.level < 4 or facts.is_revoked:
        return None
    return replace(facts, tasks=tuple(tasks_of(facts.registration)))


def _certified(person: Any, key: str, now: datetime) -> UnitFacts | None:
    """The decree names no certificate: a setting decides whether the city issues one."""
    facts = _unit(person, key, now) if settings.CERTIFICATES else None
    return facts if facts and facts.recognition else None


def _own_unit(person: Any, facts: UnitFacts) -> bool:
    return is_own_published(person, facts.registration)


def _to_be_revoked(person: Any, key: str, now: datetime) -> RevokedUnit | None:
    entry = _registration(key, queries.result_details_visible_to(person)) if _is_office(person) else None
    if entry is None:
        return None
    pairs = queries.to_be_revoked(entry.cycle)
    pair = next((pair for pair in pairs if pair[1].registration_id == entry.pk), None)
    if pair is None:
        return None
    recognition, breach = pair
    recognition.outcome.registration = entry
    facts = city_papers.RevocationFacts(recognition, breach, table_in_force(entry.cycle).decision_vi)
    return RevokedUnit(entry, facts)


def _still_recognised(subject: str) -> bool:
    """True where the recognition of a certificate is valid [S5]."""
    entry = _registration(subject, Registration.objects.all())
    standing = Recognition.objects.filter(outcome__registration=entry, state=Recognition.State.ISSUED)
    return entry is not None and standing.exists()


def _of_unit(name, describe, sections, file_name, *, find=_unit, may=_is_office, **more) -> PaperKind:
    """A paper about one unit's year."""
    return PaperKind(
        name=name,
        find=find,
        may_read=may,
        may_write=more.pop("write", may),
        sections=sections,
        describe=describe,
        back=lambda facts: _standing(facts.registration),
        file_name=lambda facts: f"{file_name}-{facts.registration.commune.code}-{facts.registration.cycle.year}",
        about=lambda facts: f"{facts.registration.commune} · {facts.registration.cycle.year}",
        **more,
    )


def _standing(entry: Registration) -> str:
    return reverse("results:standing", args=[entry.cycle.year, entry.commune.code])


def year_key(cycle: Cycle) -> str:
    """The key of a year's papers."""
    return str(cycle.year)


def unit_key(registration: Registration) -> str:
    """The key of a unit's papers of a year."""
    return f"{registration.cycle.year}-{registration.commune.code}"


def year_links(person: Any, cycle: Cycle) -> list[PaperLink]:
    """The papers on a whole year that this person may finish."""
    papers = (REPORT, SUBMISSION, RECOGNITION, COMMENDATION) if _is_office(person) else ()
    return [paper_link(kind, year_key(cycle)) for kind in papers]


def unit_links(person: Any, registration: Registration, outcome: Outcome | None, *, due: bool) -> list[PaperLink]:
    """The papers on one unit that this person may finish; `due` says that its recognition must be revoked."""
    if outcome is None or outcome.state not in (Outcome.State.APPROVED, Outcome.State.PUBLISHED):
        return []
    recognition, links = getattr(outcome, "recognition", None), []
    stands = recognition is not None and recognition.state == Recognition.State.ISSUED
    if _is_office(person):
        links = [RESULT_LETTER, *([CERTIFICATE] if recognition and settings.CERTIFICATES else [])]
        links += [REVOCATION] if due and stands else []
    elif is_own_published(person, registration) and is_issued(RESULT_LETTER, unit_key(registration)):
        links = [RESULT_LETTER]
    if stands and 0 < outcome.level < Outcome.Level.LEVEL_4 and is_own_published(person, registration):
        links.append(PLAN)
    return [paper_link(kind, unit_key(registration)) for kind in links]


KINDS = {
    REPORT: _of_year(
        _("Report to the city on the year"),
        year_report.report_paper,
        year_report.report_sections,
        "bao-cao-ket-qua",
        write=_is_officer,
        recorded=True,
    ),
    SUBMISSION: _of_year(
        _("Submission letter to the city"),
        year_report.submission_paper,
        year_report.submission_sections,
        "to-trinh-cong-nhan",
        write=_is_officer,
    ),
    RECOGNITION: _of_year(
        _("Decision of recognition"),
        city_papers.recognition_paper,
        city_papers.recognition_sections,
        "quyet-dinh-cong-nhan",
        recorded=True,
    ),
    COMMENDATION: _of_year(
        _("Decision of commendation"),
        city_papers.commendation_paper,
        city_papers.commendation_sections,
        "quyet-dinh-khen-thuong",
        recorded=True,
    ),
    REVOCATION: _of_unit(
        _("Decision of revocation"),
        lambda unit, typed: city_papers.revocation_paper(unit.facts, typed),
        lambda unit: city_papers.revocation_sections(unit.facts),
        "quyet-dinh-thu-hoi",
        find=_to_be_revoked,
        is_recorded_elsewhere=True,
    ),
    RESULT_LETTER: _of_unit(
        _("Letter with the result"),
        unit_papers.result_letter,
        unit_papers.result_letter_sections,
        "thong-bao-ket-qua",
        write=_is_officer,
        may_read_issued=_own_unit,
    ),
    PLAN: _of_unit(
        _("Plan for the next level"),
        unit_papers.plan_paper,
        unit_papers.plan_sections,
        "ke-hoach-phan-dau",
        find=_unit_with_plan,
        may=_own_unit,
    ),
    CERTIFICATE: _of_unit(
        _("Certificate"),
        unit_papers.certificate_paper,
        unit_papers.certificate_sections,
        "giay-chung-nhan",
        find=_certified,
        stands=_still_recognised,
    ),
}
