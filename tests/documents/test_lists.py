"""The lists of a year share one mechanism: heads that order, filters that stay, words for what is empty."""

import re
from datetime import date

import pytest
from django.urls import reverse

from appraisal.models import BreachAnswer
from tests.factories.accounts import administrator, editor_of, officer
from tests.factories.appraisal import (
    ASSIGNED,
    AppraisalTeamFactory,
    BreachFactory,
    ReviewFactory,
    TeamMemberFactory,
    VisitFactory,
    VisitPhotoFactory,
)
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.evidence import complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

LISTS = {
    "communes:registrations": [2026],
    "scoring:assessments": [2026],
    "evidence:dossiers": [2026],
    "appraisal:reviews": [2026],
    "appraisal:breaches": [2026],
    "appraisal:visits": [2026],
    "accounts:people": [],
}


def a_year(count: int, *, before: int = 0) -> None:
    """So many units with dossiers, files, papers, reviews and people; named so that no two orders are alike."""
    cycle = CycleFactory()
    team = AppraisalTeamFactory(cycle=cycle)
    for number in range(before, before + count):
        commune = CommuneFactory(name=f"Xóm {chr(ord('Z') - number)}")
        registration = RegistrationFactory(cycle=cycle, commune=commune, accepted=True)
        assessment = SelfAssessmentFactory(registration=registration, submitted=True, scores="full")
        complete_dossier(assessment)
        assessment.begin_appraisal()
        assessment.save()
        review = ReviewFactory(
            assessment=assessment, appraiser=TeamMemberFactory(team=team), in_progress=True, scores={"I.1": "9"}
        )
        visit = VisitFactory(review=review, done=True)
        visit.members.add(TeamMemberFactory(team=team))
        VisitPhotoFactory(visit=visit)
        breach = BreachFactory(registration=registration, answer_before=date(2026, 12, 20))
        BreachAnswer.objects.create(
            breach=breach, text="Đơn vị đã xử lý.", answered_at=ASSIGNED, answered_by=visit.ended_by
        )
        editor_of(commune, full_name=f"Người {chr(ord('Z') - number)}")


def reader(name: str):
    return administrator() if name == "accounts:people" else officer()


def named(answer) -> list[str]:
    """Whom each row is about."""
    return [getattr(row, "commune", "") or row.full_name for row in answer.context["listing"].page]


def heads(text: str) -> list[str]:
    return re.findall(r"<th scope=\"col\".*?</th>", text, re.DOTALL)


def pages(client):
    """Each list with its address, read by a person who may."""
    for name, args in LISTS.items():
        client.force_login(reader(name))
        yield name, reverse(name, args=args)


def test_every_head_that_orders_says_so_and_orders_both_ways(client):
    a_year(3)
    for name, path in pages(client):
        asked = re.findall(r"href=\"\?sort=([a-z]+)\"", client.get(path).text)
        assert asked, name
        for key in asked:
            up, down = client.get(path, {"sort": key}), client.get(path, {"sort": f"-{key}"})
            sort_marks = [up.text.count('aria-sort="ascending"'), down.text.count('aria-sort="descending"')]
            assert sort_marks == [1, 1], (name, key)
        names = [named(client.get(path, {"q": "Xóm", "sort": way})) for way in ("name", "-name")]
        assert names[0] == names[1][::-1] != names[1], name


def test_a_filter_is_kept_on_the_way_and_what_the_address_says_wrongly_is_not_asked(client):
    a_year(2)
    for name, path in pages(client):
        answer = client.get(path, {"q": "Xóm Z", "sort": "-name"})
        assert 'value="Xóm Z"' in answer.text, name
        assert "q=X%C3%B3m+Z" in heads(answer.text)[0], name
        assert re.search(r"<option value=\"-name\" selected", answer.text), name
        assert len(answer.context["listing"].page) == 1, name
        everything = client.get(path).context["listing"].page.paginator.count
        wrong = client.get(path, {"state": "nowhere", "sort": "password", "page": "999", "as": "exe"})
        assert wrong.context["listing"].page.paginator.count == everything, name


def test_a_list_without_a_row_says_whether_the_filter_leaves_it_empty(client):
    a_year(1)
    for _name, path in pages(client):
        answers = client.get(path), client.get(path, {"q": "Không có"})
        assert [answer.context["listing"].is_filtered for answer in answers] == [False, True]
        assert 'class="sheet empty"' in answers[1].text
