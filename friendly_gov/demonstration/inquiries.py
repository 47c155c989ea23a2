"""Requests for supplements in a demonstration year: one open, one answered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.queries import people_of_unit
from appraisal.models import Review
from appraisal.services import ask_supplement, send_supplement_request
from evidence.models import Inquiry
from evidence.services import send_answers, write_answer
from friendly_gov.demonstration import words

if TYPE_CHECKING:
    from friendly_gov.demonstration.year import DemoYear


def ask_two(demo: DemoYear) -> None:
    """Of the reviews under way, the last commune has an open request, and the one before it has answered."""
    reviews = Review.objects.filter(assessment__registration__cycle=demo.cycle, state=Review.State.IN_PROGRESS)
    chosen = reviews.select_related("assessment__registration__commune", "appraiser__person").order_by("-pk")[:2]
    for number, review in enumerate(chosen):
        inquiry = _ask(demo, review)
        if number:
            _answer(demo, inquiry)


def _ask(demo: DemoYear, review: Review) -> Inquiry:
    by, now = review.appraiser.person, demo.moment(11, 23, 15)
    criteria = review.scores.order_by("criterion__sort_key").values_list("criterion__code", flat=True)
    for criterion, wanted in zip(criteria, words.WANTED, strict=False):
        ask_supplement(review=review, criterion=criterion, wanted=wanted, by=by, now=now)
    before = (now + timedelta(days=6)).date()
    return send_supplement_request(review=review, before=before, note=words.LETTER, by=by, now=now)


def _answer(demo: DemoYear, inquiry: Inquiry) -> None:
    person = people_of_unit(inquiry.assessment.registration.commune.code)[0]
    now = demo.moment(11, 23, 17)
    for question, answer in zip(inquiry.questions.all(), words.ANSWERS, strict=False):
        write_answer(question=question, answer=answer, by=person, now=now)
    send_answers(inquiry=inquiry, by=person, now=now, knowingly=True)
