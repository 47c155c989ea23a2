"""The states of a year, and the services that people may call in them at the same moment."""

from collections.abc import Callable
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal import services as appraisal
from appraisal.models import Breach, Review
from communes.services import grant_extension
from kernel.deadlines import CITY_ZONE
from results import services
from results.models import Outcome, Recognition
from results.paper_services import record_report
from tests.factories.accounts import city_leader, officer
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.factories.results import DepartmentReportFactory
from tests.races.racing import Verb
from tests.results.building import appraised, team_of

NOW = datetime(2026, 12, 28, 9, 0, tzinfo=CITY_ZONE)


class Year:
    """Two units, both appraised to the end; a breach of the second may be in question."""

    def __init__(self, *, breach: dict | None = None) -> None:
        self.cycle = CycleFactory(year=2026)
        self.lead, self.city, self.officer = team_of(self.cycle), city_leader(), officer()
        self.units = [appraised(self.cycle, code, "95") for code in ("30001", "30002")]
        if breach is not None:
            BreachFactory(registration=self.units[1], **breach)
        services.draft_outcomes(cycle=self.cycle, by=self.officer, now=NOW)

    def confirmed(self) -> "Year":
        services.confirm_outcomes(cycle=self.cycle, by=self.lead, now=NOW)
        DepartmentReportFactory(cycle=self.cycle, dated=NOW.date(), recorded_at=NOW)
        return self

    def approved(self) -> "Year":
        services.approve_outcomes(cycle=self.confirmed().cycle, by=self.city, now=NOW)
        return self

    def reopen(self) -> object:
        review = Review.objects.select_related("assessment__registration__cycle").get(
            assessment__registration=self.units[0]
        )
        return appraisal.reopen_review(review=review, reason="x", by=self.lead, now=NOW)

    def confirm_breach(self) -> object:
        return appraisal.confirm_breach(breach=_breach(), justification="x", by=self.lead, now=NOW)

    def dismiss_breach(self) -> object:
        return appraisal.dismiss_breach(breach=_breach(), justification="x", by=self.lead, now=NOW)

    def set_aside(self) -> object:
        facts = {"decision_number": "9", "decision_date": date(2026, 12, 28), "justification": "x", "file": _file()}
        return appraisal.set_aside_breach(breach=_breach(), **facts, by=self.lead, now=NOW)

    def recognise(self) -> object:
        facts = {"decision_number": "1", "decision_date": date(2026, 12, 28), "file": _file()}
        return services.recognise(outcomes=list(Outcome.objects.order_by("pk")), **facts, by=self.city, now=NOW)

    def step(self, verb: Callable[..., object], by: object, **facts: object) -> Verb:
        return lambda: verb(cycle=self.cycle, by=by, now=NOW, **facts)


def _breach() -> Breach:
    return Breach.objects.select_related("registration__cycle").get()


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", PDF)


def drafted() -> dict[str, Verb]:
    """The department has drafted the year; a breach was proposed after the draft."""
    year = Year()
    BreachFactory(registration=year.units[1])
    return {
        "draft": year.step(services.draft_outcomes, year.officer),
        "confirm": year.step(services.confirm_outcomes, year.lead),
        "reopen": year.reopen,
        "confirm breach": year.confirm_breach,
        "dismiss breach": year.dismiss_breach,
    }


def confirmed() -> dict[str, Verb]:
    """The lead has confirmed the year with one unit in breach."""
    year = Year(breach={"confirmed": True}).confirmed()
    more = {"step": "submission", "before": date(2026, 12, 30), "reason": "x"}
    return {
        "approve": year.step(services.approve_outcomes, year.city),
        "send back": year.step(services.send_back_outcomes, year.city, reason="x"),
        "reopen": year.reopen,
        "set aside": year.set_aside,
        "report": year.step(
            record_report, year.officer, decision_number="2", decision_date=NOW.date(), file=_file(), reason="x"
        ),
        "extend": lambda: grant_extension(registration=year.units[0], by=year.officer, now=NOW, **more),
    }


def approved() -> dict[str, Verb]:
    """The city has approved the year."""
    year = Year().approved()
    return {
        "recognise": year.recognise,
        "send back": year.step(services.send_back_outcomes, year.city, reason="x"),
        "publish": year.step(services.publish_outcomes, year.city),
        "reopen": year.reopen,
    }


def in_question() -> dict[str, Verb]:
    """The city has approved the year, and a breach came to light."""
    year = Year().approved()
    BreachFactory(registration=year.units[1])
    return {
        "recognise": year.recognise,
        "confirm breach": year.confirm_breach,
        "dismiss breach": year.dismiss_breach,
        "send back": year.step(services.send_back_outcomes, year.city, reason="x"),
    }


def recognised() -> dict[str, Verb]:
    """Both units are recognised, and the breach of one was confirmed after that."""
    year = Year().approved()
    year.recognise()
    BreachFactory(registration=year.units[1])
    later = datetime(2026, 12, 29, 9, 0, tzinfo=CITY_ZONE)
    appraisal.confirm_breach(breach=_breach(), justification="x", by=year.lead, now=later)
    decision = {"decision_number": "3", "decision_date": date(2026, 12, 29), "by": year.city, "now": later}

    def revoke() -> object:
        recognition = Recognition.objects.get(outcome__registration=year.units[1])
        return services.revoke_recognition(
            recognition=recognition, breach=_breach(), reason="x", file=_file(), **decision
        )

    return {
        "revoke": revoke,
        "commend": lambda: services.commend(
            recognitions=list(Recognition.objects.order_by("pk")), file=_file(), **decision
        ),
        "publish": year.step(services.publish_outcomes, year.city),
        "set aside": lambda: appraisal.set_aside_breach(
            breach=_breach(),
            decision_number="9",
            decision_date=later.date(),
            justification="x",
            file=_file(),
            by=year.lead,
            now=later,
        ),
    }


WORLDS: tuple[Callable[[], dict[str, Verb]], ...] = (drafted, confirmed, approved, in_question, recognised)
