"""A server's clock that is set back: work goes on, nothing is lost, and the trail keeps the order of what happened."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from audit.models import Entry
from audit.services import sign_trail
from kernel import clock
from tests.factories.accounts import editor_of
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db


def test_saving_signing_and_the_trail_go_on_when_the_clock_is_set_back(client, at, capsys):
    at(2026, 11, 22, 9)
    assessment = SelfAssessmentFactory()
    client.force_login(editor_of(assessment.registration.commune))
    where = [assessment.registration.cycle.year, assessment.registration.commune.code, "I.1"]

    def save(points: str, version: int) -> int:
        fields = {"points": points, "explanation": f"Đã làm, {points} điểm.", "seen_version": version}
        return client.post(
            reverse("evidence:save_score", args=where), fields, headers={"HX-Request": "true"}
        ).status_code

    assert save("0,25", 0) == 200
    sign_trail(now=clock.now())
    first = Entry.objects.latest("pk").pk
    for number, moment in enumerate([(2026, 11, 22, 4), (2026, 11, 22, 6), (2026, 11, 22, 9, 30)], start=1):
        now = at(*moment)
        assert client.get(reverse("home")).status_code == 200
        assert save(f"0,{5 if number % 2 else 25}", number) == 200
        sign_trail(now=now)

    score = assessment.scores.get(criterion__code="I.1")
    assert (score.version, score.explanation) == (4, "Đã làm, 0,5 điểm.")
    assert Entry.objects.filter(pk__gt=first).count() >= 3
    # Raises an error where anything does not fit. Further back than its patience of six hours an entry is named, as one
    # that somebody put in with an old date would be.
    call_command("verify_trail")
    assert "0 entries not chained yet" in capsys.readouterr().out
