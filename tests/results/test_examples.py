"""Evidence that units share with one another: full points, the consent of the head, a display copy only."""

import pytest
from django.urls import reverse

from audit.models import Entry
from kernel.refusals import Refused
from results.models import SharedEvidence
from results.shared_evidence import example_file, examples_of
from results.sharing_services import share_evidence
from scoring.models import SelfScore
from tests.decree import acts
from tests.factories.accounts import editor_of, head_of
from tests.factories.communes import CycleFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.results import CONCLUDED
from tests.results.building import appraised, team_of


@pytest.fixture
def year(db):
    """Two recognised units; the first has evidence of a criterion with full points, and of one without."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    giver, reader = appraised(cycle, "30001", "90"), appraised(cycle, "30002", "88")
    scores = SelfScore.objects.filter(assessment__registration=giver).select_related("criterion")
    given = {one.criterion_id: one for one in giver.self_assessment.review.scores.all()}
    full = next(one for one in scores if given[one.criterion_id].points == one.max_points)
    short = next(one for one in scores if given[one.criterion_id].points < one.max_points)
    items = [EvidenceItemFactory(score=score) for score in (full, short)]
    acts.conclude(cycle, lead, at=CONCLUDED)
    return giver, reader, items


def test_a_head_agrees_peers_see_it_and_the_consent_can_be_taken_back(client, year):
    giver, reader, (full, short) = year
    sharing = reverse("results:sharing", args=[2026, giver.commune.code])
    examples = reverse("results:examples", args=[2026, full.score.criterion.code])
    file = reverse("results:example_file", args=[2026, full.file.public_id])
    client.force_login(head_of(giver.commune))
    assert [item.pk for item in client.get(sharing).context["items"]] == [full.pk]

    client.post(sharing, {"item": [full.pk, short.pk]})

    assert [row.item for row in SharedEvidence.objects.all()] == [full]
    client.force_login(editor_of(reader.commune))
    page = client.get(examples)
    assert [one.unit for one in page.context["examples"]] == [str(giver.commune)]
    assert b"".join(client.get(file))
    assert client.get(reverse("evidence:file", args=[full.file.public_id])).status_code == 404
    client.force_login(editor_of(giver.commune))
    assert client.post(sharing).status_code == 403

    client.force_login(head_of(giver.commune))
    client.post(sharing)

    client.force_login(editor_of(reader.commune))
    assert (client.get(examples).context["examples"], client.get(file).status_code) == ([], 404)
    verbs = ["results.share_evidence", "results.take_back_evidence"]
    assert list(Entry.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", flat=True)) == verbs


def test_a_file_that_carries_something_harmful_and_one_without_full_points_are_never_shown(year):
    giver, _reader, (full, short) = year
    head = head_of(giver.commune)
    share_evidence(registration=giver, items=[full], by=head, now=CONCLUDED)
    inspection = full.file.inspection
    inspection.content_flags = ["macros"]
    inspection.save()

    with pytest.raises(Refused) as refusal:
        share_evidence(registration=giver, items=[full, short], by=head, now=CONCLUDED)

    assert [problem.code for problem in refusal.value.problems] == ["evidence_not_to_share"]
    assert (examples_of(giver.cycle, full.score.criterion.code), example_file(head, 2026, full.file.public_id)) == (
        [],
        None,
    )
