"""Build a demonstration year step by step, through the portal's own services."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from communes.models import Commune, Cycle, Extension, Registration
from communes.services import accept_registration, grant_extension, return_registration, submit_registration
from documents.models import StoredFile
from documents.services import store_file
from friendly_gov.demonstration import appraisals, dossiers, mails, surveys, words
from friendly_gov.demonstration.files import scanned_paper
from friendly_gov.demonstration.people import DemoPeople, create_people
from friendly_gov.demonstration.profiles import Profile, Scenario, profiles
from friendly_gov.demonstration.tables import propose_table
from kernel.deadlines import CITY_ZONE
from notifications.models import Message
from notifications.services import mark_read
from scoring.models import Criterion, Rubric
from scoring.services.cycles import open_cycle

_UNREAD = 3


class Stage(StrEnum):
    """How far the demonstration year has come."""

    REGISTRATION = "registration"
    SELF_ASSESSMENT = "self-assessment"
    APPRAISAL = "appraisal"
    CONCLUDED = "concluded"
    PUBLISHED = "published"

    @property
    def reached(self) -> set["Stage"]:
        """This stage and all before it."""
        stages = list(Stage)
        return set(stages[: stages.index(self) + 1])


@dataclass(frozen=True, slots=True)
class DemoYear:
    """What every step needs: the year, its people, the profiles of the communes, and the random generator."""

    cycle: Cycle
    people: DemoPeople
    profiles: dict[str, Profile]
    chance: random.Random

    def moment(self, month: int, day: int, hour: int = 9, *, years: int = 0) -> datetime:
        """A moment of the assessment year in city time; each call returns a slightly later one."""
        minutes = timedelta(minutes=self.chance.randrange(240))
        return datetime(self.cycle.year + years, month, day, hour, tzinfo=CITY_ZONE) + minutes

    def registrations(self) -> list[Registration]:
        return list(self.cycle.registrations.select_related("commune", "cycle").order_by("commune__code"))


@transaction.atomic
def build_year(year: int, stage: Stage, *, communes_count: int | None = None, say: Callable[[str], None]) -> Cycle:
    """Build the year up to `stage`, all or nothing. The decree and the communes must be loaded.

    Raises:
        Refused: the cycle cannot be opened (it exists already, or no table is published).
    """
    rubric = Rubric.objects.filter(state=Rubric.State.PUBLISHED).latest("published_at")
    opened = datetime(year, 1, 5, 9, tzinfo=CITY_ZONE)
    people = create_people(Commune.objects.all(), now=opened)
    cycle = open_cycle(year=year, rubric_code=rubric.code, by=people.officer, now=opened)
    communes = list(Commune.objects.order_by("code")[:communes_count])
    criteria = dict(Criterion.objects.filter(rubric=rubric, is_leaf=True).values_list("code", "max_points"))
    scenarios = profiles([commune.code for commune in communes], criteria, year=year)
    demo = DemoYear(cycle, people, scenarios, random.Random(f"scene {year}"))  # noqa: S311 (a demonstration, not a secret)
    steps = {
        Stage.REGISTRATION: lambda: register(demo, finished=stage is not Stage.REGISTRATION),
        Stage.SELF_ASSESSMENT: lambda: dossiers.assess(demo, finished=stage is not Stage.SELF_ASSESSMENT),
        Stage.APPRAISAL: lambda: appraisals.appraise(demo, finished=stage is not Stage.APPRAISAL),
        Stage.CONCLUDED: lambda: appraisals.conclude_year(demo),
        Stage.PUBLISHED: lambda: appraisals.publish_year(demo),
    }
    for step, build in steps.items():
        if step in stage.reached:
            say(f"{year}: {step}")
            build()
    if stage is Stage.SELF_ASSESSMENT:
        appraisals.begin_early(demo)
    if stage is Stage.PUBLISHED:
        propose_table(rubric, year=year + 2, by=people.administrator, now=demo.moment(1, 20, years=1))
    if Stage.SELF_ASSESSMENT in stage.reached:
        surveys.ask_citizens(demo, finished=Stage.CONCLUDED in stage.reached)
    mails.send_all()
    mails.choose(people)
    mails.fail_some_mails(people)
    _read_all_but_the_latest()
    return cycle


def _read_all_but_the_latest() -> None:
    """Mark the messages of the demonstration's people as read, except the last three of each person."""
    seen: Counter[int] = Counter()
    for message in Message.objects.filter(read_at=None).order_by("-sent_at", "-pk").iterator():
        seen[message.person_id] += 1
        if seen[message.person_id] > _UNREAD:
            mark_read(message=message, now=message.sent_at)


def register(demo: DemoYear, *, finished: bool) -> None:
    """Communes send their plans and the department answers; one entry stays returned, one has an extension [R1]."""
    entering = [registration for registration in demo.registrations() if _enters(demo, registration)]
    late = entering[-1:]
    for number, registration in enumerate(entering):
        if not finished and number % 3 == 2:
            continue
        _send(demo, registration, late=registration in late)
        if number == 0 and not finished:
            return_registration(
                registration=registration, note=words.RETURN_NOTE, by=demo.people.officer, now=demo.moment(2, 12)
            )
        elif finished or number % 3 == 0:
            accept_registration(registration=registration, by=demo.people.officer, now=demo.moment(2, 22))


def _enters(demo: DemoYear, registration: Registration) -> bool:
    profile = demo.profiles.get(registration.commune.code)
    return profile is not None and profile.scenario is not Scenario.NOT_REGISTERED


def _send(demo: DemoYear, registration: Registration, *, late: bool) -> None:
    code = registration.commune.code
    sent = demo.moment(2, 18) if late else demo.moment(2, demo.chance.randrange(2, 14))
    if late:
        grant_extension(
            registration=registration,
            step=Extension.Step.REGISTRATION,
            before=demo.cycle.register_before + timedelta(days=7),
            reason=words.EXTENSION_REASON,
            by=demo.people.officer,
            now=demo.moment(2, 13),
        )
    submit_registration(
        registration=registration,
        aimed_level=demo.profiles[code].aimed_level,
        plan=plan_of(demo, registration, sent),
        by=demo.people.heads[code],
        now=sent,
    )


def plan_of(demo: DemoYear, registration: Registration, sent: datetime) -> StoredFile:
    """The commune's plan for the year, as a scanned paper."""
    title = f"Kế hoạch Chính quyền thân thiện {demo.cycle.year}"
    upload = scanned_paper(f"Ke-hoach-{registration.commune.code}", [title, str(registration.commune)])
    return store_file(upload=upload, by=demo.people.editors[registration.commune.code], now=sent)
