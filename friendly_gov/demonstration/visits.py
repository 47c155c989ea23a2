"""Visits on site, and proposed breaches that communes answer, in a demonstration year."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from appraisal.models import Breach, Review, TeamMember
from appraisal.services import (
    add_visit_photo,
    answer_breach,
    finish_visit,
    note_visit_item,
    plan_visit,
    record_breach,
    remark_on_visit,
)
from communes.models import Registration
from documents.services import store_file
from friendly_gov.demonstration import words
from friendly_gov.demonstration.files import picture, scanned_paper

if TYPE_CHECKING:
    from friendly_gov.demonstration.year import DemoYear

_HALL = "Trung tâm Phục vụ hành chính công"


def visit_two(demo: DemoYear, members: list[TeamMember]) -> None:
    """Of the reviews under way: the first commune was visited, the second will be."""
    reviews = Review.objects.filter(assessment__registration__cycle=demo.cycle, state=Review.State.IN_PROGRESS)
    wanted = reviews.select_related("assessment__registration__commune", "assessment__rubric", "appraiser__team")
    for review, day in zip(wanted.order_by("pk")[:2], (23, 26), strict=False):
        visit = plan_visit(
            review=review,
            starts_at=demo.moment(11, day, 14).replace(minute=0),
            place=f"{_HALL} {review.assessment.registration.commune.name}",
            members=list({member.pk: member for member in (review.appraiser, members[0])}.values()),
            criteria=dict(zip(_criteria(review), words.LOOK_AT, strict=False)),
            by=review.appraiser.person,
            now=demo.moment(11, 23, 9),
        )
        if day == 23:
            _hold(demo, visit)


def _criteria(review: Review) -> list[str]:
    """The criteria that differ, then the first of the table after them."""
    codes = review.scores.order_by("criterion__sort_key").values_list("criterion__code", "points", "self_points")
    rows = sorted(codes, key=lambda row: row[1] in (None, row[2]))
    return [code for code, *_ in rows[: len(words.LOOK_AT)]]


def _hold(demo: DemoYear, visit) -> None:
    person, now = visit.review.appraiser.person, visit.starts_at + timedelta(hours=1)
    for number, item in enumerate(visit.items.select_related("criterion")):
        seen, remark = words.SEEN[number % len(words.SEEN)]
        criterion = item.criterion.code
        note_visit_item(visit=visit, criterion=criterion, seen=seen, remark=remark, seen_version=0, by=person, now=now)
        upload = picture(f"Anh-{visit.pk}-{criterion}", f"{criterion} · {visit.place}", number)
        file = store_file(upload=upload, by=person, now=now)
        add_visit_photo(visit=visit, file=file, criterion=criterion, by=person, now=now)
    remark_on_visit(visit=visit, remarks=words.VISIT_REMARKS, seen_version=0, by=person, now=now)
    finish_visit(visit=visit, by=person, now=now + timedelta(hours=1))


def propose_two_breaches(demo: DemoYear, registrations: list[Registration]) -> None:
    """Propose two breaches; one commune has answered, the other still may [S4, S8]."""
    for number, registration in enumerate(registrations[:2]):
        now, code = demo.moment(11, 22), registration.commune.code
        upload = scanned_paper(f"Thong-bao-{code}", ["Thông báo kết luận", str(registration.commune)])
        breach = record_breach(
            registration=registration,
            kind=Breach.Kind.DISCIPLINE_OR_PROSECUTION,
            facts=words.BREACH_FACTS,
            source="Thông báo 0003/TB-SNV của Sở Nội vụ",
            occurred_on=(now - timedelta(days=80)).date(),
            decided_on=(now - timedelta(days=20)).date(),
            elements=words.ELEMENTS[Breach.Kind.DISCIPLINE_OR_PROSECUTION],
            documents=[store_file(upload=upload, by=demo.people.officer, now=now)],
            shared=True,
            by=demo.people.officer,
            now=now,
        )
        if number == 0:
            head = demo.people.heads[code]
            answer_breach(breach=breach, text=words.BREACH_ANSWER, by=head, now=demo.moment(11, 23, 15))
