"""Whoever changes the trail past its triggers is found: by its chain, or by the signed roots (decision 0079)."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import chain, hashes
from audit.models import Chain, Entry, Link, Root
from audit.services import record, sign_trail
from audit.signatures import public_key
from audit.verification import verify
from kernel import db_triggers
from kernel.deadlines import CITY_ZONE
from tests.factories.communes import CommuneFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 5, 9, tzinfo=CITY_ZONE)


LATER = NOW + timedelta(days=2)


def write(count, *, now=NOW):
    unit = CommuneFactory()
    return [record("communes.load_communes", by=None, now=now, on=unit, count=n) for n in range(count)]


@pytest.fixture
def signed():
    """Five entries under one root, and three under the next."""
    write(5)
    sign_trail(now=NOW)
    write(3, now=NOW + timedelta(days=1))
    sign_trail(now=NOW + timedelta(days=1))


def tamper(*statements):
    """Run SQL as somebody who owns the database would."""
    db_triggers.drop_registered(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    db_triggers.create_registered(connection)


def kinds():
    return {finding.kind for finding in verify().findings}


def chained_again():
    """What somebody with all of the database and this code, but without the keys, could do: chain everything again."""
    db_triggers.drop_registered(connection)
    previous = hashes.NOTHING
    links = list(Link.objects.select_related("entry").order_by("position"))
    Link.objects.all().delete()
    for place, link in enumerate(links, start=1):
        link.position = place
        link.commitment = hashes.commitment_of(chain.content_of(link.entry), link.salt)
        previous = link.digest = hashes.link_digest(place, previous, link.commitment)
        link.save(force_insert=True)
    Chain.objects.update(length=Link.objects.count(), digest=previous)
    db_triggers.create_registered(connection)


def test_an_unchanged_trail_is_whole(signed, capsys):
    verified = verify()
    assert (verified.findings, verified.links, verified.roots, verified.unsigned) == ([], 8, 2, 0)
    assert list(Link.objects.values_list("position", flat=True)) == list(range(1, 9))
    assert [(root.first, root.last) for root in Root.objects.order_by("number")] == [(1, 5), (6, 8)]

    write(1, now=LATER)
    call_command("verify_trail")
    assert "8 links, 2 roots; 0 links not signed yet, 1 entries not chained yet." in capsys.readouterr().out
    call_command("sign_trail")
    assert f"Public key: {public_key()}" in capsys.readouterr().out
    call_command("sign_trail")
    assert "Nothing new to sign." in capsys.readouterr().out


INSERTED_ENTRY = """
INSERT INTO audit_entry (verb, target_type, target_key, target_label, facts, recorded_at)
VALUES ('a.b', 'c.d', '1', '', '{}', '2026-01-04 09:00:00+00:00')
"""
SECOND = "(SELECT entry_id FROM audit_link WHERE position = 2)"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([f"UPDATE audit_entry SET verb = 'other' WHERE id = {SECOND}"], {"altered"}, id="verb"),
        pytest.param([f"UPDATE audit_entry SET facts = '{{}}' WHERE id = {SECOND}"], {"altered"}, id="facts"),
        pytest.param(
            [f"UPDATE audit_entry SET recorded_at = '2026-01-06 00:00:00+00:00' WHERE id = {SECOND}"],
            {"altered"},
            id="moment",
        ),
        pytest.param(["DELETE FROM audit_link WHERE position = 2"], {"missing", "inserted"}, id="link removed"),
        pytest.param(
            [
                "CREATE TABLE gone AS SELECT entry_id FROM audit_link WHERE position = 2",
                "DELETE FROM audit_link WHERE position = 2",
                "DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM gone)",
            ],
            {"missing"},
            id="entry removed",
        ),
        pytest.param(
            [
                "CREATE TABLE gone AS SELECT entry_id FROM audit_link WHERE position = 8",
                "DELETE FROM audit_link WHERE position = 8",
                "DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM gone)",
            ],
            {"cut", "missing"},
            id="last one removed",
        ),
        pytest.param(
            [INSERTED_ENTRY],
            {"inserted"},
            id="entry inserted",
        ),
        pytest.param(
            [
                "UPDATE audit_link SET position = 99 WHERE position = 2",
                "UPDATE audit_link SET position = 2 WHERE position = 3",
                "UPDATE audit_link SET position = 3 WHERE position = 99",
            ],
            {"moved", "root"},
            id="two exchanged",
        ),
        pytest.param(["UPDATE audit_chain SET length = 7"], {"cut"}, id="end of the chain"),
        pytest.param(["UPDATE audit_root SET signed_at = '2026-01-05 00:00:00+00:00'"], {"root"}, id="root altered"),
        pytest.param(["DELETE FROM audit_root WHERE number = 1"], {"root"}, id="root removed"),
    ],
)
def test_tampering_is_found(signed, statements, expected):
    tamper(*statements)

    assert kinds() == expected
    with pytest.raises(CommandError, match="not what was recorded"):
        call_command("verify_trail")


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([f"UPDATE audit_entry SET verb = 'other' WHERE id = {SECOND}"], id="altered"),
        pytest.param(["DELETE FROM audit_link WHERE position = 2"], id="removed"),
    ],
)
def test_a_chain_made_anew_does_not_fit_its_signed_roots(signed, statements):
    tamper(*statements)
    chained_again()

    assert kinds() & {"root", "missing"}


def test_an_entry_put_in_with_an_old_date_is_found_also_after_it_was_chained(signed):
    tamper(INSERTED_ENTRY)
    sign_trail(now=LATER)

    assert kinds() == {"inserted"}


def test_a_root_made_anew_is_signed_by_no_trusted_key(signed, settings):
    root = Root.objects.first()
    tamper("DELETE FROM audit_root WHERE number = 2")
    settings.TRAIL_KEYS = ["somebody else's"]
    root.pk = 2
    chain.seal(root)
    root.save(force_insert=True)
    assert kinds() == set()

    settings.TRAIL_KEYS = []
    assert kinds() == {"root"}


def test_a_new_key_signs_and_the_former_still_verifies(signed, settings):
    former = public_key()
    settings.TRAIL_KEYS = ["a new one"]
    write(1, now=LATER)
    sign_trail(now=LATER)
    assert kinds() == set()

    settings.ENCRYPTION_KEYS, settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = [], "another", []
    assert kinds() == {"root"}
    settings.TRAIL_FORMER_PUBLIC_KEYS = [former]
    assert kinds() == set()


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda: Link.objects.filter(position=1).update(salt="00"), id="link changed"),
        pytest.param(lambda: Link.objects.filter(position=1).delete(), id="link removed"),
        pytest.param(lambda: Root.objects.update(tree="00"), id="root changed"),
        pytest.param(lambda: Root.objects.filter(pk=1).delete(), id="root removed"),
        pytest.param(lambda: Chain.objects.update(length=1), id="chain shortened"),
        pytest.param(lambda: Chain.objects.all().delete(), id="chain removed"),
    ],
)
def test_the_database_refuses_to_change_chain_and_roots(signed, attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt()


def test_a_path_leads_from_each_leaf_to_the_root_and_no_other_leaf_does():
    for count in range(1, 10):
        leaves = [hashes.commitment_of({"n": n}, "00" * 16) for n in range(count)]
        root = hashes.tree_root(leaves)
        for index, leaf in enumerate(leaves):
            path = hashes.path_to(leaves, index)
            assert hashes.root_by_path(leaf, path) == root
            assert hashes.root_by_path(hashes.commitment_of({"n": -1}, "00" * 16), path) != root


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_chained_when_it_is_committed_and_in_one_step():
    with transaction.atomic():
        write(3)
        assert Link.objects.count() == 0
        assert len(connection.run_on_commit) == 1

    assert list(Link.objects.values_list("position", flat=True)) == [1, 2, 3]
    assert verify().findings == []
    with CaptureQueriesContext(connection) as queries:
        write(1)
    # Every save of a score pays for them: the chain, the entries without a place, their links, the chain again.
    assert sum("audit_chain" in query["sql"] or "audit_link" in query["sql"] for query in queries) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_many_writers_at_once_leave_one_chain_without_gaps():
    unit = CommuneFactory()

    def work(number):
        try:
            for n in range(10):
                record("communes.load_communes", by=None, now=NOW, on=unit, count=number * 100 + n)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Entry.objects.count() == 60
    sign_trail(now=NOW)

    verified = verify()
    assert (verified.findings, verified.links, verified.waiting) == ([], 60, 0)
