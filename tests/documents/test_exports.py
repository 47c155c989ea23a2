"""A long file is requested, made once by the worker, downloaded by its owner while permitted, and deleted."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django_tasks import default_task_backend

from documents import exports, services
from documents.export_states import PATIENCE, state_of
from documents.exports import ExportFile, ExportKind
from documents.models import Export
from documents.services.exports import KEPT
from kernel import clock
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    """A kind of file that names its owner, and refuses those it is told to refuse."""
    shown = {"may": True, "made": 0}

    def make(person, facts, now):
        shown["made"] += 1
        if facts.get("breaks"):
            raise ValueError("broken")
        return ExportFile("bang.csv", "text/csv", f"{person.full_name} {facts['word']}".encode())

    made = ExportKind(may=lambda person, facts: shown["may"], make=make)
    monkeypatch.setitem(exports.export_kinds.by_key, "test.table", made)
    return shown


def asked(person, **facts) -> Export:
    terms = {"kind": "test.table", "language": "vi", "by": person, "now": clock.now()}
    export = services.request_export(facts={"word": "một"} | facts, **terms)
    return Export.objects.get(pk=export.pk)


def test_who_asked_fetches_what_the_worker_made_and_nobody_else(client, kind):
    owner = UserFactory(full_name="Lan")
    export = asked(owner)
    assert state_of(export, now=clock.now()) == "made"
    page, file = (reverse(f"documents:{name}", args=[export.public_id]) for name in ("export", "export_file"))

    client.force_login(owner)
    assert "bang.csv" in client.get(page).text
    answer = client.get(file)
    assert (b"".join(answer), answer["Content-Disposition"]) == ("Lan một".encode(), 'attachment; filename="bang.csv"')
    client.force_login(UserFactory())
    assert [client.get(path).status_code for path in (page, file)] == [404, 404]


def test_a_right_that_is_lost_takes_the_file_along(client, kind):
    owner = UserFactory()
    export = asked(owner)
    kind["may"] = False
    client.force_login(owner)

    assert client.get(reverse("documents:export_file", args=[export.public_id])).status_code == 403
    later = asked(owner, word="hai")
    assert (state_of(later, now=clock.now()), kind["made"]) == ("failed", 1)


def test_what_breaks_is_said_on_the_page_and_may_be_asked_for_again(client, kind, caplog):
    owner = UserFactory()
    export = asked(owner, breaks=True)
    client.force_login(owner)

    assert state_of(export, now=clock.now()) == "failed"
    assert "tải" not in client.get(reverse("documents:export", args=[export.public_id])).context["state"]
    assert asked(owner, breaks=True).pk != export.pk


def test_asking_twice_has_it_made_once_until_the_worker_is_given_up(kind, monkeypatch):
    monkeypatch.setattr(default_task_backend, "enqueue", lambda *args, **kwargs: None)
    owner, now = UserFactory(), clock.now()
    first, again = asked(owner), asked(owner)
    assert first.pk == again.pk
    assert asked(owner, word="hai").pk != first.pk
    assert [state_of(first, now=now + wait) for wait in (timedelta(0), PATIENCE + timedelta(seconds=1))] == [
        "waiting",
        "lost",
    ]
    Export.objects.filter(pk=first.pk).update(asked_at=now - PATIENCE)
    assert asked(owner).pk != first.pk


def test_what_was_made_is_not_made_again_and_goes_after_a_day(kind):
    export, now = asked(UserFactory()), clock.now()
    assert services.make_export(export_id=export.pk, now=now) is False
    assert services.clear_exports(now=now + KEPT - timedelta(minutes=1)) == 0
    assert default_storage.exists(export.file.name)
    assert services.clear_exports(now=now + KEPT + timedelta(minutes=1)) == 1
    assert not default_storage.exists(export.file.name)
    assert not Export.objects.exists()
