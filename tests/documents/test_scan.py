"""The virus scan on a real clamd with signatures of the test's own: EICAR, a scanner that is down, who may open."""

import shutil
import socket
import subprocess
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from documents import clamd, services
from documents.models import Inspection
from documents.services import inspect_content, store_file
from evidence.content import content_of
from evidence.policies import quarantine_problems
from evidence.queries import item_rows_by_criterion
from kernel.refusals import Refused
from notifications.models import Message
from scoring.models import SelfAssessment
from tests import locks
from tests.factories.accounts import UserFactory, editor_of
from tests.factories.documents import PDF
from tests.factories.evidence import ADDED, DossierPartFactory, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.waiting import comes, listens

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Put together here, so that no scanner takes this very file for a find.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
INFECTED = PDF + b"% " + EICAR + b"\n"


@pytest.fixture(scope="session")
def clamd_address(tmp_path_factory):
    """A clamd in the foreground, on the loopback, that knows one signature."""
    folder = tmp_path_factory.mktemp("clamd")
    folder.chmod(0o755)
    (folder / "base").mkdir()
    (folder / "base" / "test.ndb").write_text(f"Portal.Test.Eicar:0:*:{EICAR.hex()}\n", encoding="ascii")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = [
        f"DatabaseDirectory {folder}/base",
        f"TCPSocket {port}",
        "TCPAddr 127.0.0.1",
        f"LocalSocket {folder}/clamd.sock",
        "Foreground yes",
        "StreamMaxLength 1M",
        f"TemporaryDirectory {folder}",
        "User root",
    ]
    (folder / "clamd.conf").write_text("\n".join(config) + "\n", encoding="ascii")
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert program, "clamd is missing: apt-get install clamav-daemon"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([program, "-c", folder / "clamd.conf"], stdout=log, stderr=log)
    assert comes(lambda: server.poll() is not None or listens(port), within=60)
    if server.poll() is not None:
        raise RuntimeError((folder / "log").read_text(errors="replace"))
    yield f"tcp://127.0.0.1:{port}", f"unix://{folder}/clamd.sock"
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(params=["tcp", "unix"])
def scanner(request, settings, clamd_address):
    settings.CLAMD_URL = clamd_address[request.param == "unix"]


@pytest.fixture
def scanner_down(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.CLAMD_URL = f"tcp://127.0.0.1:{free.getsockname()[1]}"


def kept(body=PDF, *, by=None, now, name="a.pdf"):
    return store_file(upload=SimpleUploadedFile(name, body), by=by, now=now)


def state_of(stored) -> str:
    return Inspection.objects.get(sha256=stored.sha256).state


def signed_copy(stored):
    """The file in a dossier, and two people of its commune: its sender and a colleague."""
    part = DossierPartFactory(
        assessment=SelfAssessmentFactory(), signed=stored, signed_at=ADDED, signed_by=stored.stored_by
    )
    return part.assessment.registration.commune, reverse("evidence:file", args=[stored.public_id])


def test_a_harmless_file_is_clean_by_the_scanners_word(scanner, at):
    stored = kept(by=UserFactory(), now=at(2026, 11, 1))

    inspection = Inspection.objects.get(sha256=stored.sha256)
    assert (inspection.state, inspection.reason) == ("clean", "")
    assert inspection.scanner.startswith("ClamAV")
    assert inspection.scanned_at == at(2026, 11, 1)


def test_eicar_is_quarantined_with_its_name_and_opened_by_nobody(scanner, at, client):
    sender = UserFactory()
    stored = kept(INFECTED, by=sender, now=at(2026, 11, 1))
    commune, address = signed_copy(stored)

    inspection = Inspection.objects.get(sha256=stored.sha256)
    assert (inspection.state, inspection.reason) == ("infected", "Portal.Test.Eicar.UNOFFICIAL")
    for path in (address, f"{address}?inline=1"):
        client.force_login(editor_of(commune))
        answer = client.get(path)
        assert answer.status_code == 409
        assert b"EICAR" not in answer.content
        assert "Portal.Test.Eicar" in answer.content.decode()


def test_the_commune_is_notified_the_trail_records_it_and_the_dossier_stays(scanner, at, settings):
    """The file was in the dossier before the scanner examined it."""
    address, settings.CLAMD_URL = settings.CLAMD_URL, ""
    stored = kept(INFECTED, by=UserFactory(), now=at(2026, 11, 1), name="quet.pdf")
    signed_copy(stored)
    assessment = SelfAssessment.objects.get()
    person = editor_of(assessment.registration.commune)
    EvidenceItemFactory(score=assessment.scores.first(), file=stored)
    settings.CLAMD_URL = address

    services.inspect_content(inspection_id=stored.inspection_id, now=at(2026, 11, 2))

    messages = Message.objects.filter(person=person, kind="evidence.file_quarantined")
    assert [message.facts["file"] for message in messages] == ["quet.pdf", "quet.pdf"]
    assert Entry.objects.filter(verb="evidence.quarantine_evidence").count() == 2
    assert {p.code for p in quarantine_problems(content_of(assessment))} == {"evidence_infected", "part_infected"}
    assert not item_rows_by_criterion(assessment)[assessment.scores.first().criterion_id][0].is_viewable


def test_what_was_found_infected_does_not_come_in_again(scanner, at):
    kept(INFECTED, by=UserFactory(), now=at(2026, 11, 1))

    with pytest.raises(Refused) as refusal:
        kept(INFECTED, by=UserFactory(), now=at(2026, 11, 2))

    assert [problem.code for problem in refusal.value.problems] == ["file_infected"]


def test_while_the_scanner_is_down_a_file_waits_and_only_its_sender_opens_it(scanner_down, at, client):
    commune = SelfAssessmentFactory().registration.commune
    sender = editor_of(commune)
    stored = kept(by=sender, now=at(2026, 11, 1))
    own, address = signed_copy(stored)
    colleague = editor_of(own)

    inspection = Inspection.objects.get(sha256=stored.sha256)
    assert (inspection.state, inspection.tries) == ("waiting", 1)
    assert inspection.next_try_at == at(2026, 11, 1) + timedelta(minutes=1)
    client.force_login(colleague)
    assert client.get(address).status_code == 409
    stored.stored_by = colleague
    stored.save()
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF


def test_what_waited_is_scanned_when_the_scanner_is_back(scanner_down, at, settings, clamd_address):
    stored = kept(by=UserFactory(), now=at(2026, 11, 1))
    settings.CLAMD_URL = clamd_address[0]
    call_command("scan_waiting")
    too_soon = state_of(stored)
    at(2026, 11, 2)
    call_command("scan_waiting")

    assert (too_soon, state_of(stored)) == ("waiting", "clean")


def test_pauses_between_tries_grow(scanner_down, at):
    now = at(2026, 11, 1)
    stored = kept(by=UserFactory(), now=now)
    pauses = []
    for _ in range(7):
        services.inspect_content(inspection_id=stored.inspection_id, now=now)
        pauses.append((Inspection.objects.get().next_try_at - now).seconds // 60)

    assert pauses == [2, 5, 10, 30, 60, 60, 60]
    assert state_of(stored) == "waiting"


def test_without_a_scanner_nothing_is_called_clean_and_all_is_open(at, client, settings):
    stored = kept(by=UserFactory(), now=at(2026, 11, 1))
    commune, address = signed_copy(stored)
    client.force_login(editor_of(commune))

    assert state_of(stored) == "waiting"
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF


def test_what_the_scanner_cannot_take_has_failed_and_is_not_clean(at, settings, clamd_address):
    settings.CLAMD_URL = clamd_address[0]
    stored = kept(PDF + b"%" * (3 * 2**20), by=UserFactory(), now=at(2026, 11, 1))

    inspection = Inspection.objects.get(sha256=stored.sha256)
    assert inspection.state == "failed"
    assert "limit" in inspection.reason


def test_a_verdict_is_judged_on_the_state_that_is_held(at, settings, monkeypatch):
    """A second verdict of the same moment waits, and is judged on the state after the first."""
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    monkeypatch.setattr(clamd, "version", lambda: "ClamAV")
    monkeypatch.setattr(clamd, "scan", lambda content: clamd.Verdict())
    stored = kept(now=at(2026, 11, 20))
    locks.locked.clear()
    inspect_content(inspection_id=stored.inspection_id, again=True, now=at(2026, 11, 20))

    assert (state_of(stored), locks.locked) == ("clean", ["documents.Inspection"])


def test_a_new_signature_finds_what_passed_before(at, settings, clamd_address):
    stored = kept(INFECTED, by=UserFactory(), now=at(2026, 11, 1))
    Inspection.objects.update(state="clean", scanned_at=at(2026, 11, 1))
    settings.CLAMD_URL = clamd_address[0]
    call_command("scan_waiting", again=True)

    assert state_of(stored) == "infected"


@pytest.mark.parametrize("answer", [b"", b"stream: perhaps\0", b"UNKNOWN COMMAND\0"])
def test_what_is_no_verdict_is_none(monkeypatch, settings, answer):
    """A scanner with an invalid answer counts as down."""

    class Line:
        def __init__(self):
            self.answer = [answer, b""]

        def __enter__(self):
            return self

        def __exit__(self, *left):
            return False

        def sendall(self, piece):
            pass

        def settimeout(self, seconds):
            pass

        def recv(self, size):
            return self.answer.pop(0)

    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    monkeypatch.setattr(clamd.socket, "create_connection", lambda *args, **options: Line())

    with pytest.raises(clamd.ScannerDownError):
        clamd.scan(SimpleUploadedFile("a", b"abc"))


def test_no_verdict_stands_without_a_scan():
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.create(sha256="a" * 64, state="clean")
