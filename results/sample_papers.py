"""Samples of this app's papers, with invented contents, for the preview of a text that the office owns."""

from datetime import date
from decimal import Decimal

from appraisal.models import Breach
from communes.sample_papers import SCHEME, YEAR, sample_entry
from documents.papers import Paper
from papers.kinds import Typed
from results import city_papers, unit_papers, year_report
from results.models import CityDecision, Outcome, Recognition
from results.unit_papers import UnitFacts
from results.year_facts import YearFacts


def _year() -> YearFacts:
    return YearFacts(
        cycle=sample_entry().cycle,
        rows=(),
        frozen=True,
        decision=SCHEME,
        not_registered=(),
        late_registrations=(),
        late_dossiers=(),
        extensions=(),
        groups=(),
        team=None,
        members=0,
        reviews={"all": 0, "done": 0},
        letters={"supplement": 0, "explanation": 0},
        visits=0,
        breaches=(),
        open_breaches=(),
        report=None,
    )


def _unit(level: int) -> UnitFacts:
    entry, total = sample_entry(), Decimal("85.00")
    outcome = Outcome(registration=entry, level=level, reason="by_points", self_total=total, appraised_total=total)
    return UnitFacts(entry, outcome, None, ())


def sample_report() -> Paper:
    """The report to the city on a year in which nobody took part, without its annexes."""
    return year_report.report_paper(_year(), Typed())


def sample_submission() -> Paper:
    """The letter that submits the recognition to the city."""
    return year_report.submission_paper(_year(), Typed())


def sample_commendation() -> Paper:
    """The decision that commends units at Level 4."""
    return city_papers.commendation_paper(_year(), Typed())


def sample_revocation() -> Paper:
    """The decision that revokes one unit's recognition."""
    outcome = Outcome(registration=sample_entry(), level=2)
    decision = CityDecision(number="......", dated=date(YEAR, 12, 31))
    facts = city_papers.RevocationFacts(
        Recognition(outcome=outcome, decision=decision), Breach(kind=Breach.Kind.UNRESOLVED_CASES), SCHEME
    )
    return city_papers.revocation_paper(facts, Typed())


def sample_letter_to_rise() -> Paper:
    """The letter with the result of a unit at Level 2."""
    return unit_papers.result_letter(_unit(2), Typed())


def sample_letter() -> Paper:
    """The letter with the result of a unit at Level 4."""
    return unit_papers.result_letter(_unit(4), Typed())


def sample_plan() -> Paper:
    """A unit's plan for the next level."""
    return unit_papers.plan_paper(_unit(2), Typed())


SAMPLES = {
    "results.report": sample_report,
    "results.submission": sample_submission,
    "results.commendation": sample_commendation,
    "results.revocation": sample_revocation,
    "results.result_letter": sample_letter_to_rise,
    "results.result_letter_other": sample_letter,
    "results.plan": sample_plan,
}
