"""Appraisal, conclusion, publication and a revocation in a demonstration year."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from appraisal.models import Breach, Review, ReviewScore, TeamMember
from appraisal.services import (
    assign_review,
    complete_review,
    confirm_breach,
    form_team,
    leave_unconsidered,
    reconcile_review,
    record_breach,
)
from communes.models import Registration
from friendly_gov.demonstration import visits, words
from friendly_gov.demonstration.coverage import share_groups
from friendly_gov.demonstration.dossiers import decide_on_shortcomings, remember_totals
from friendly_gov.demonstration.files import scanned_paper
from friendly_gov.demonstration.inquiries import ask_two
from friendly_gov.demonstration.pairs import add_second_reviews, review_twice
from friendly_gov.demonstration.profiles import Scenario
from results.models import Outcome, Recognition
from results.paper_services import record_report
from results.queries import to_be_commended
from results.services import (
    approve_outcomes,
    commend,
    confirm_outcomes,
    draft_outcomes,
    publish_outcomes,
    recognise,
    revoke_recognition,
)
from scoring.models import SelfAssessment

if TYPE_CHECKING:
    from friendly_gov.demonstration.year import DemoYear


def begin_early(demo: DemoYear) -> None:
    """The team starts on the first dossiers while most communes still prepare theirs."""
    members = set_up_team(demo)
    share_groups(demo, members)
    review_twice(demo)
    leave_one_unconsidered(demo)
    reviews = _assign(demo, members, limit=12)
    for number, review in enumerate(reviews):
        if number % 3:
            _score(demo, review, share=[0, 30, 69][number % 3])
        if number % 3 == 2:
            _complete(demo, review, at=demo.moment(11, 23, 19))
    add_second_reviews(demo, _as_stored(reviews), members)
    visits.visit_two(demo, members)
    visits.propose_two_breaches(demo, _with_scenario(demo, Scenario.BREACH))
    ask_two(demo)


def appraise(demo: DemoYear, *, finished: bool) -> None:
    """The team reviews every dossier and the lead confirms; breaches are recorded and confirmed [R3, S4]."""
    members = set_up_team(demo)
    share_groups(demo, members)
    if not finished:
        review_twice(demo)
    leave_one_unconsidered(demo)
    reviews = _assign(demo, members)
    for number, review in enumerate(reviews):
        part = 4 if finished else number % 5
        if part:
            _score(demo, review, share=30 if part == 1 else 69)
        if part > 1:
            _complete(demo, review, at=demo.moment(12, 12))
        if part > 2:
            reconcile_review(review=review, by=demo.people.lead, now=demo.moment(12, 16))
    if not finished:
        add_second_reviews(demo, _as_stored(reviews), members)
    for registration in _with_scenario(demo, Scenario.BREACH):
        breach = _record(demo, registration, words.BREACH_FACTS, at=demo.moment(12, 3))
        if finished or registration.pk % 2:
            confirm_breach(breach=breach, justification="", by=demo.people.lead, now=demo.moment(12, 9))


def leave_one_unconsidered(demo: DemoYear) -> None:
    """A breach confirmed before the review begins: the dossier is closed without appraisal [S4]."""
    for registration in _with_scenario(demo, Scenario.NOT_CONSIDERED):
        breach = _record(demo, registration, words.BREACH_FACTS, at=demo.moment(11, 10))
        breach = confirm_breach(breach=breach, justification="", by=demo.people.lead, now=demo.moment(11, 21))
        leave_unconsidered(
            breach=breach, justification=words.NOT_CONSIDERED, by=demo.people.lead, now=demo.moment(11, 22, 19)
        )


def conclude_year(demo: DemoYear) -> None:
    """Decide on late dossiers; draft the outcomes; the lead confirms and reports them to the city [R3, S3, S4]."""
    decide_on_shortcomings(demo)
    draft_outcomes(cycle=demo.cycle, by=demo.people.officer, now=demo.moment(12, 18))
    confirm_outcomes(cycle=demo.cycle, by=demo.people.lead, now=demo.moment(12, 19))
    record_report(
        cycle=demo.cycle,
        decision_number="0005/BC-SNV",
        decision_date=demo.moment(12, 21).date(),
        file=scanned_paper("Bao-cao-ket-qua-tham-dinh", ["Báo cáo", "Kết quả thẩm định"]),
        by=demo.people.officer,
        now=demo.moment(12, 21),
    )


def publish_year(demo: DemoYear) -> None:
    """The city approves, recognises and publishes; months later it revokes one recognition [S5]."""
    leader = demo.people.leader
    approve_outcomes(cycle=demo.cycle, by=leader, now=demo.moment(12, 23))
    recognise(
        outcomes=Outcome.objects.filter(registration__cycle=demo.cycle, level__gt=0),
        decision_number="0000/QĐ-UBND",
        decision_date=demo.moment(12, 24).date(),
        file=scanned_paper("Quyet-dinh-cong-nhan", ["Quyết định", "Công nhận chính quyền thân thiện"]),
        by=leader,
        now=demo.moment(12, 24),
    )
    publish_outcomes(cycle=demo.cycle, by=leader, now=demo.moment(12, 25))
    if waiting := list(to_be_commended(demo.cycle)):
        now = demo.moment(12, 29)
        commend(
            recognitions=waiting,
            decision_number="0004/QĐ-UBND",
            decision_date=now.date(),
            file=scanned_paper("Quyet-dinh-khen-thuong", ["Quyết định", "Khen thưởng đơn vị đạt Mức 4"]),
            by=leader,
            now=now,
        )
    for registration in _with_scenario(demo, Scenario.REVOKED):
        breach = _record(demo, registration, words.LATE_BREACH_FACTS, at=demo.moment(3, 3, years=1))
        breach = confirm_breach(breach=breach, justification="", by=demo.people.lead, now=demo.moment(3, 10, years=1))
        revoke_recognition(
            recognition=Recognition.objects.get(outcome__registration=registration),
            breach=breach,
            decision_number="0001/QĐ-UBND",
            decision_date=demo.moment(3, 20, years=1).date(),
            file=scanned_paper("Quyet-dinh-thu-hoi", ["Quyết định", "Thu hồi quyết định công nhận"]),
            reason=words.REVOCATION_REASON,
            by=leader,
            now=demo.moment(3, 20, years=1),
        )


def set_up_team(demo: DemoYear) -> list[TeamMember]:
    """The year's team: its lead and eight members."""
    now = demo.moment(11, 20)
    team = form_team(
        cycle=demo.cycle,
        decision_number="0002/QĐ-UBND",
        decision_date=now.date(),
        decision_file=scanned_paper("Quyet-dinh-thanh-lap-to-tham-dinh", ["Quyết định", "Thành lập tổ thẩm định"]),
        lead=demo.people.lead,
        members=demo.people.appraisers,
        by=demo.people.officer,
        now=now,
    )
    return list(team.members.filter(part=TeamMember.Part.MEMBER).select_related("person", "team").order_by("pk"))


def _assign(demo: DemoYear, members: list[TeamMember], *, limit: int | None = None) -> list[Review]:
    waiting = SelfAssessment.objects.filter(
        registration__cycle=demo.cycle, state=SelfAssessment.State.SUBMITTED
    ).select_related("registration__commune", "registration__cycle", "rubric")
    return [
        assign_review(
            assessment=assessment,
            member=members[number % len(members)],
            by=demo.people.officer,
            now=demo.moment(11, 22, 15),
        )
        for number, assessment in enumerate(waiting.order_by("pk")[:limit])
    ]


def _as_stored(reviews: list[Review]) -> list[Review]:
    rows = Review.objects.filter(pk__in=[review.pk for review in reviews]).order_by("pk")
    return list(rows.select_related("assessment__rubric", "appraiser__person"))


def _score(demo: DemoYear, review: Review, *, share: int) -> None:
    """The appraiser's points on the first `share` criteria, over two days, with a comment at every difference."""
    points = demo.profiles[review.assessment.registration.commune.code].appraised_points
    scores = list(review.scores.select_related("criterion").order_by("criterion__sort_key")[:share])
    evening, afternoon = demo.moment(11, 22, 17), demo.moment(11, 23, 14)
    for number, score in enumerate(scores):
        score.points = points[score.criterion.code]
        score.not_applicable = score.claimed and score.points == score.max_points
        agreed = score.points == score.self_points
        score.comment = "" if agreed else demo.chance.choice(words.COMMENTS)
        score.version = 1
        score.changed_by, score.changed_at = review.appraiser.person, evening if number % 3 else afternoon
    written = ["points", "comment", "not_applicable", "version", "changed_by", "changed_at"]
    ReviewScore.objects.bulk_update(scores, written)
    remember_totals(review, scores)
    review.begin()
    review.save()


def _complete(demo: DemoYear, review: Review, *, at: datetime) -> None:
    complete_review(review=review, by=review.appraiser.person, now=at)


def _with_scenario(demo: DemoYear, scenario: Scenario) -> list[Registration]:
    codes = [code for code, profile in demo.profiles.items() if profile.scenario is scenario]
    return list(demo.cycle.registrations.filter(commune__code__in=codes).select_related("commune", "cycle"))


def _record(demo: DemoYear, registration: Registration, facts: str, *, at) -> Breach:
    is_discipline = facts == words.BREACH_FACTS
    kind = Breach.Kind.DISCIPLINE_OR_PROSECUTION if is_discipline else Breach.Kind.UNRESOLVED_CASES
    return record_breach(
        registration=registration,
        kind=kind,
        elements=words.ELEMENTS[kind],
        decided_on=(at - timedelta(days=20)).date() if is_discipline else None,
        facts=facts,
        source="Thông báo 0003/TB-SNV của Sở Nội vụ",
        occurred_on=(at - timedelta(days=80)).date(),
        by=demo.people.officer,
        now=at,
    )
