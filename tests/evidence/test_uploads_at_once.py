"""Pieces and announcements at the same moment, each in its own connection, on either engine."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections

from communes.storage_usage import bytes_held
from evidence import services
from evidence.models import EvidenceItem, PartialUpload
from evidence.services import uploads
from kernel.refusals import Refused
from scoring.models import SelfScore
from tests.factories.accounts import editor_of
from tests.factories.documents import PDF
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work(at):
    now = at(2026, 11, 22)
    assessment = SelfAssessmentFactory()
    score = SelfScore.objects.select_related("criterion").get(assessment=assessment, criterion__code="I.1")
    return score, editor_of(assessment.registration.commune), now


def at_once(turns, verb):
    """Every turn in a thread of its own; its answer, or the codes of what refused it."""

    def one(turn):
        try:
            return verb(turn)
        except Refused as refusal:
            return [problem.code for problem in refusal.problems]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(turns)) as pool:
        return list(pool.map(one, turns))


def test_of_many_pieces_for_one_place_one_is_kept(work):
    score, by, now = work
    upload = services.begin_upload(score=score, name="a.pdf", length=len(PDF) + 4, by=by, now=now)

    answers = at_once(
        range(6), lambda _: services.append_piece(upload=upload, offset=0, piece=PDF, by=by, now=now).offset
    )

    assert sorted(answers, key=str) == [len(PDF), *[["upload_moved"]] * 5]
    assert PartialUpload.objects.get().offset == len(PDF)


def test_of_many_last_pieces_one_makes_the_item(work):
    score, by, now = work
    upload = services.begin_upload(score=score, name="a.pdf", length=len(PDF), by=by, now=now)

    answers = at_once(
        range(6), lambda _: services.append_piece(upload=upload, offset=0, piece=PDF, by=by, now=now).offset
    )

    assert answers.count(len(PDF)) == 1
    item = EvidenceItem.objects.get()
    assert item.file.sha256 == hashlib.sha256(PDF).hexdigest()
    with item.file.content.open("rb") as content:
        assert content.read() == PDF


def test_two_tabs_that_send_the_same_file_make_one_item(work):
    score, by, now = work
    uploads = [services.begin_upload(score=score, name=f"{n}.pdf", length=len(PDF), by=by, now=now) for n in range(4)]

    answers = at_once(
        uploads, lambda upload: services.append_piece(upload=upload, offset=0, piece=PDF, by=by, now=now).offset
    )

    assert sorted(answers, key=str) == [len(PDF), *[["evidence_twice"]] * 3]
    assert (EvidenceItem.objects.count(), PartialUpload.objects.count()) == (1, 1)


def test_many_that_begin_at_once_never_promise_more_than_there_is(work, settings):
    score, by, now = work
    settings.UPLOAD_QUOTA_BYTES = bytes_held(score.assessment.registration) + 250

    answers = at_once(
        range(6), lambda n: services.begin_upload(score=score, name=f"{n}.pdf", length=100, by=by, now=now).length
    )

    assert sorted(answers, key=str) == [100, 100, *[["quota_exceeded"]] * 4]


def test_a_large_file_goes_to_the_store_while_nobody_waits(work, monkeypatch):
    score, by, now = work
    monkeypatch.setattr(uploads, "LARGE", 1)
    locked, save = [], default_storage.save

    def watched(name, content, **options):
        locked.append(connection.in_atomic_block)
        return save(name, content, **options)

    monkeypatch.setattr(default_storage, "save", watched)
    upload = services.begin_upload(score=score, name="a.pdf", length=len(PDF), by=by, now=now)

    services.append_piece(upload=upload, offset=0, piece=PDF, by=by, now=now)

    assert (locked, EvidenceItem.objects.count()) == ([False], 1)


def test_a_large_file_of_the_wrong_kind_is_refused_and_forgotten(work, monkeypatch):
    score, by, now = work
    monkeypatch.setattr(uploads, "LARGE", 1)
    upload = services.begin_upload(score=score, name="a.pdf", length=6, by=by, now=now)

    with pytest.raises(Refused) as refusal:
        services.append_piece(upload=upload, offset=0, piece=b"<html>", by=by, now=now)

    assert [problem.code for problem in refusal.value.problems] == ["file_kind_unknown"]
    assert (PartialUpload.objects.count(), EvidenceItem.objects.count()) == (0, 0)
