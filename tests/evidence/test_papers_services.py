"""Editing a paper of the dossier, asking for its PDF, making it."""

from datetime import date, timedelta

import pytest

from audit.models import Entry
from evidence.models import DossierPart
from evidence.papers.states import paper_state, paper_states
from evidence.services import edit_paper, fingerprint, render_part, request_rendering
from kernel.refusals import Refused
from kernel.wording import sentence_for
from tests.factories.accounts import UserFactory
from tests.factories.evidence import DossierPartFactory, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.papers.reading import content_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 11, 20)


@pytest.fixture
def editor():
    return UserFactory()


@pytest.fixture
def assessment():
    return SelfAssessmentFactory(scores="full")


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_edit_paper_keeps_what_was_typed(assessment, editor, now):
    part = edit_paper(
        assessment=assessment,
        kind="letter",
        number=" 125 ",
        dated=date(2026, 11, 19),
        signer_name="Trần Văn Thử",
        text="Một.\r\nHai.\r\n",
        by=editor,
        now=now,
    )

    part.refresh_from_db()
    assert (part.number, part.dated, part.signer_name, part.text) == (
        "125",
        date(2026, 11, 19),
        "Trần Văn Thử",
        "Một.\nHai.",
    )
    assert verbs() == ["evidence.edit_paper"]


def test_the_trail_names_the_paper(assessment, editor, now):
    edit_paper(assessment=assessment, kind="table", number="1", by=editor, now=now)

    entry = Entry.objects.get()
    assert (entry.actor, sentence_for(entry.verb, entry.facts)) == (
        editor,
        "đã sửa văn bản của hồ sơ: Bảng tự chấm điểm",
    )


def test_edit_paper_takes_the_old_pdf_away(assessment, editor, now):
    request_rendering(assessment=assessment, kind="letter", by=editor, now=now)
    part = edit_paper(assessment=assessment, kind="letter", number="7", by=editor, now=now)

    assert (part.rendered, part.rendered_at, part.rendering_since) == (None, None, None)


def test_saving_what_stands_changes_nothing(assessment, editor, now):
    request_rendering(assessment=assessment, kind="letter", by=editor, now=now)
    part = edit_paper(assessment=assessment, kind="letter", by=editor, now=now)

    assert part.rendered is not None
    assert "evidence.edit_paper" not in verbs()


def test_the_second_editor_is_notified(assessment, editor, now):
    seen = fingerprint(DossierPartFactory(assessment=assessment, kind="letter", text="Một"))
    edit_paper(assessment=assessment, kind="letter", text="Hai", seen=seen, by=editor, now=now)

    with pytest.raises(Refused) as refusal:
        edit_paper(assessment=assessment, kind="letter", text="Ba", seen=seen, by=editor, now=now)

    assert codes(refusal) == ["paper_changed_meanwhile"]
    assert DossierPart.objects.get().text == "Hai"


@pytest.mark.parametrize("verb", [edit_paper, request_rendering])
def test_a_sent_dossier_keeps_its_papers(verb, editor, now):
    sent = SelfAssessmentFactory(scores="full", submitted=True)
    before = list(DossierPart.objects.order_by("pk").values())

    with pytest.raises(Refused) as refusal:
        verb(assessment=sent, kind="report", by=editor, now=now)

    assert codes(refusal) == ["paper_locked"]
    assert (list(DossierPart.objects.order_by("pk").values()), Entry.objects.count()) == (before, 0)


@pytest.mark.parametrize("kind", DossierPart.Kind.values)
def test_a_paper_asked_for_is_made_and_kept(kind, assessment, editor, now):
    part = request_rendering(assessment=assessment, kind=kind, by=editor, now=now)

    assert (part.rendered_at, part.rendering_since, part.rendered.media_type) == (now, None, "application/pdf")
    assert "ỦY BAN NHÂN DÂN PHƯỜNG" in text_of(content_of(part.rendered))
    assert part.rendered.name.endswith(f"-{assessment.registration.commune.code}-2026.pdf")
    assert verbs() == ["evidence.request_rendering", "evidence.render_part"]


def test_asking_twice_while_it_works_starts_one_rendering(assessment, editor, now):
    DossierPartFactory(assessment=assessment, kind="letter", rendering_since=now)

    part = request_rendering(assessment=assessment, kind="letter", by=editor, now=now + timedelta(seconds=30))

    assert (part.rendering_since, part.rendered, verbs()) == (now, None, [])


def test_a_lost_rendering_can_be_asked_for_again(assessment, editor, now):
    DossierPartFactory(assessment=assessment, kind="letter", rendering_since=now)

    part = request_rendering(assessment=assessment, kind="letter", by=editor, now=now + timedelta(minutes=2))

    assert part.rendered is not None


def test_rendering_is_idempotent_and_drops_a_cancelled_request(assessment, now):
    part = DossierPartFactory(assessment=assessment, kind="letter", rendering_since=now)
    assert render_part(part_id=part.pk, since=now, now=now) is True
    part.refresh_from_db()
    kept = part.rendered_id

    assert (kept is not None, part.rendering_since) == (True, None)
    assert render_part(part_id=part.pk, since=now, now=now) is False
    part.refresh_from_db()
    assert part.rendered_id == kept


def test_states_of_the_three_papers(assessment, editor, now, django_assert_num_queries):
    DossierPartFactory(assessment=assessment, kind="letter", rendering_since=now - timedelta(minutes=3))
    DossierPartFactory(assessment=assessment, kind="report", rendering_since=now - timedelta(seconds=3))
    request_rendering(assessment=assessment, kind="table", by=editor, now=now)

    with django_assert_num_queries(2):
        states = paper_states(assessment, now=now)

    assert [(state.kind, state.state, state.outdated) for state in states] == [
        ("letter", "lost", False),
        ("report", "rendering", False),
        ("table", "rendered", False),
    ]


def test_a_pdf_older_than_a_score_says_so(assessment, editor, now):
    request_rendering(assessment=assessment, kind="table", by=editor, now=now)
    assessment.scores.update(changed_at=now + timedelta(minutes=1), changed_by=editor)

    assert paper_state(assessment, "table", now=now).outdated is True


@pytest.mark.parametrize("field", ["added_at", "removed_at"])
def test_a_pdf_older_than_the_evidence_says_so(field, assessment, editor, now):
    request_rendering(assessment=assessment, kind="table", by=editor, now=now)
    later = {field: now + timedelta(minutes=1)} | ({"removed_by": editor} if field == "removed_at" else {})
    EvidenceItemFactory(score=assessment.scores.first(), **later)

    assert paper_state(assessment, "table", now=now).outdated is True


def test_a_report_with_another_number_takes_the_tables_pdf_away(assessment, editor, now):
    for kind in ("letter", "table"):
        request_rendering(assessment=assessment, kind=kind, by=editor, now=now)

    edit_paper(assessment=assessment, kind="report", number="9", by=editor, now=now)

    assert [(state.kind, state.state) for state in paper_states(assessment, now=now)] == [
        ("letter", "rendered"),
        ("report", "none"),
        ("table", "none"),
    ]
