"""The pages of the trail: all of it by filter and key, a unit's year, and proofs that hold without the portal."""

import csv
import io
import json
import subprocess
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import Role
from audit.models import Entry
from audit.proofs import proof_of
from audit.services import record, sign_trail
from documents.papers import Paper
from friendly_gov.trail import lists
from friendly_gov.trail.queries import unit_paths
from papers.queries import with_root
from tests.conftest import A_DAY
from tests.factories.accounts import UserFactory, head_of, officer
from tests.factories.appraisal import ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return ReviewFactory()


def unit_of(review):
    return review.assessment.registration.commune


def sent(review, *, by=None, now=A_DAY):
    return record("evidence.submit_dossier", by=by, now=now, on=review.assessment, receipt="R1", total="91.50")


def shown(client, **query):
    return [entry.pk for entry in client.get(reverse("trail:whole"), query).context["listing"].entries]


def test_the_trail_is_filtered_by_who_unit_kind_and_day(client, review):
    person = officer(full_name="Trần Thị Bích")
    first = sent(review, by=person)
    other = sent(ReviewFactory(), now=A_DAY + timedelta(days=3))
    verdict = record("appraisal.complete_review", by=None, now=A_DAY, on=review, total="1")
    client.force_login(UserFactory(membership=Role.ADMINISTRATOR))

    assert shown(client)[:3] == [verdict.pk, other.pk, first.pk]
    assert shown(client, who="bich tran") == [first.pk]
    assert shown(client, unit=unit_of(review).code) == [verdict.pk, first.pk]
    assert shown(client, kind="appraisal") == [verdict.pk]
    assert shown(client, since="2026-11-23") == [other.pk]
    assert set(shown(client, until="2026-11-20")) >= {first.pk, verdict.pk}
    assert client.get(reverse("trail:whole"), {"since": "yesterday", "before": "x"}).status_code == 200


def test_pages_are_read_by_key_and_meet_without_gap(client, review, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 3)
    keys = [sent(review).pk for _ in range(7)][::-1]
    client.force_login(UserFactory(membership=Role.ADMINISTRATOR))

    first = client.get(reverse("trail:whole")).context["listing"]
    assert ([entry.pk for entry in first.entries], first.newer, first.older) == (keys[:3], None, keys[2])
    second = client.get(reverse("trail:whole"), {"before": first.older}).context["listing"]
    assert ([entry.pk for entry in second.entries], second.newer) == (keys[3:6], keys[3])
    back = client.get(reverse("trail:whole"), {"after": second.newer}).context["listing"]
    assert ([entry.pk for entry in back.entries], back.newer) == (keys[:3], None)
    assert shown(client, before=keys[5]) == [keys[6]]


def test_the_file_holds_what_the_filter_shows(client, review):
    sent(review)
    record("appraisal.complete_review", by=None, now=A_DAY, on=review, total="1")
    client.force_login(UserFactory(membership=Role.ADMINISTRATOR))

    answer = client.get(reverse("trail:whole"), {"kind": "evidence", "as": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[-1] for row in rows[1:]] == ["evidence.submit_dossier"]
    book = client.get(reverse("trail:whole"), {"as": "xlsx"})
    assert book.content.startswith(b"PK")


def test_every_kind_of_target_of_a_unit_is_known():
    paths = unit_paths()

    assert paths["communes.registration"] == "commune"
    assert paths["scoring.selfassessment"] == "registration__commune"
    assert paths["appraisal.review"] == "assessment__registration__commune"
    assert {"evidence.evidenceitem", "appraisal.breach", "appraisal.visit", "results.outcome"} <= set(paths)


def test_a_units_year_is_reported_and_its_figures_are_traced(client, review):
    registration = review.assessment.registration
    mine = head_of(registration.commune)
    record("communes.submit_registration", by=mine, now=A_DAY, on=registration, aimed_level=3)
    sent(review, by=mine)
    record("appraisal.assign_review", by=None, now=A_DAY, on=review, appraiser="Ai đó")
    score = review.assessment.scores.first()
    if score is not None:
        type(score).objects.filter(pk=score.pk).update(changed_by=mine, changed_at=A_DAY)
    address = reverse("trail:unit_year", args=[registration.cycle.year, registration.commune.code])

    client.force_login(mine)
    own = client.get(address)
    assert [entry.verb for entry in own.context["steps"]] == ["communes.submit_registration", "evidence.submit_dossier"]
    assert own.context["figures"] == []

    client.force_login(officer())
    page = client.get(address)
    figures = page.context["figures"]
    assert len(figures) == review.assessment.scores.count()
    assert review.assessment.rubric.code in page.content.decode()


VERIFY = """
import { readFileSync } from "node:fs";
import { verify } from "./static/proof/verify.js";
const found = verify(JSON.parse(readFileSync(0, "utf8")));
console.log(JSON.stringify([found.isCovered, found.isSigned, found.entry.verb, found.digest]));
"""


def verified(proof):
    run = ["node", "--input-type=module", "-e", VERIFY]
    done = subprocess.run(
        run, input=json.dumps(proof), capture_output=True, text=True, cwd=settings.BASE_DIR, check=True
    )
    return json.loads(done.stdout)


def test_a_proof_holds_without_the_portal_and_for_its_entry_alone(review):
    entries = [sent(review) for _ in range(6)]
    root = sign_trail(now=A_DAY)
    proof = proof_of(Entry.objects.get(pk=entries[4].pk))
    assert verified(proof) == [True, True, "evidence.submit_dossier", root.digest]

    assert verified(proof | {"entry": proof["entry"].replace("91.50", "99.50")})[:2] == [False, True]
    assert verified(proof | {"root": proof["root"].replace('"number":1', '"number":2')})[:2] == [True, False]
    assert proof_of(sent(review)) is None


def test_proofs_are_for_those_who_may_read_the_unit(client, review):
    entry = sent(review)
    address = reverse("trail:proof", args=[entry.pk, "html"])
    client.force_login(head_of(unit_of(review)))
    assert client.get(address).status_code == 404
    root = sign_trail(now=A_DAY)

    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert root.tree in answer.content.decode()
    client.force_login(head_of(unit_of(ReviewFactory())))
    assert client.get(address).status_code == 404
    client.logout()
    published = client.get(reverse("trail:roots")).json()
    assert published["roots"][0]["digest"] == root.digest


def test_a_paper_prints_the_root_that_was_signed_last(review, paper):
    assert with_root(paper) == paper
    sent(review)
    root = sign_trail(now=A_DAY)

    assert with_root(paper).root == f"Nhật ký của Cổng, gốc số 1 ký ngày 20/11/2026: {root.digest}"


@pytest.fixture
def paper():
    return Paper("Biên bản", "Biên bản", ("Họp",), ())
