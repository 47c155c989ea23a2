"""Faults while people work: what was acknowledged is there, nothing is half done, and work goes on afterwards.

Each test breaks one real part of a running portal (`bench.machines`), and mends it again. ClamAV and the mail relay
that are away have quick tests of their own (tests/documents/test_scan.py, tests/notifications/test_mailings.py).
"""

import base64
import hashlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

import psycopg2
import pytest

from bench import YEAR
from bench.client import TOKEN, Client
from bench.machines import until
from bench.saving import self_saves

# Connections of clients end with the server that is killed, or with the test.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

MB = 2**20
SCORE = """
    SELECT s.version, s.points FROM scoring_selfscore s
    JOIN scoring_criterion c ON c.id = s.criterion_id
    JOIN scoring_selfassessment a ON a.id = s.assessment_id
    JOIN communes_registration r ON r.id = a.registration_id
    JOIN communes_commune u ON u.id = r.commune_id
    WHERE u.code = %s AND c.code = %s
"""


class Saver:
    """Somebody who saves one score again and again, and notes what the portal acknowledged."""

    def __init__(self, portal, criterion: str):
        self.portal, self.criterion = portal, criterion
        self.version = portal.rows(SCORE, portal.world["writing"], criterion)[0][0]
        self.acknowledged = self.refused = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        while not self._ended.is_set():
            try:
                client = Client(self.portal.port, self.portal.world["cookies"]["commune_editor"])
                save = self_saves(client, self.portal.world, self.criterion, seen=self._stored())
                while not self._ended.is_set():
                    if (answer := save()).status == 200:
                        self.acknowledged += 1
                        self.version = next(iter(json.loads(answer.trigger).values()))["version"]
                    else:
                        self.refused += 1
                        break
            except (OSError, http.client.HTTPException, TypeError, psycopg2.OperationalError):
                # TypeError: the page with the keys of the form did not come either.
                self.refused += 1
            self._ended.wait(0.1)

    def _stored(self) -> int:
        """What a person sees after an error: the page as it is stored, perhaps with the save that was not answered."""
        version, _ = self.portal.rows(SCORE, self.portal.world["writing"], self.criterion)[0]
        assert version in (self.version, self.version + 1), "an acknowledged save is not there"
        self.version = version
        return version

    def saves_more(self, number: int = 5) -> None:
        """Wait until so many more saves were acknowledged."""
        goal = self.acknowledged + number
        until(lambda: self.acknowledged >= goal or not self._thread.is_alive(), what="more saves")
        assert self._thread.is_alive()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()


@pytest.fixture
def savers(portal):
    made = [Saver(portal, criterion) for criterion in ("I.1.1", "IV.3.1", "IV.2.1")]
    yield made
    for saver in made:
        saver.end()
    for saver in made:
        # After the end nothing is under way: what was acknowledged last, or the one save that was not answered.
        saver._stored()


class Upload:
    """A file of 4 MB that is sent in pieces, as browsers do."""

    def __init__(self, portal, criterion: str):
        self.portal, self.criterion = portal, criterion
        self.cookie = portal.world["cookies"]["commune_editor"]
        self.body = (b"%PDF-1.7\n% " + os.urandom(16).hex().encode() + b"\n").ljust(4 * MB, b" ")
        name = base64.b64encode(b"minh-chung.pdf").decode()
        announced = {"Upload-Length": str(len(self.body)), "Upload-Metadata": f"filename {name}", "Content-Length": "0"}
        page = f"/evidence/{YEAR}/{portal.world['writing']}/self-assessment/{criterion}/"
        status, headers = self._ask("POST", f"{page}uploads/", announced)
        assert status == 201
        self.address = headers["Location"]

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Cookie": f"sessionid={self.cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "X-Form-Key": Client(self.portal.port, self.cookie).key,
            "Tus-Resumable": "1.0.0",
            "Content-Type": "application/offset+octet-stream",
        }

    def _ask(self, method: str, path: str, headers: dict, body: bytes = b""):
        line = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=120)
        line.request(method, path, body or None, self.headers | headers)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status, answer.headers

    def offset(self) -> int:
        status, headers = self._ask("HEAD", self.address, {})
        assert status == 200
        return int(headers["Upload-Offset"])

    def send(self, offset: int, end: int) -> int:
        """Send these bytes; the status."""
        return self._ask("PATCH", self.address, {"Upload-Offset": str(offset)}, self.body[offset:end])[0]

    def send_half_a_piece(self, offset: int) -> http.client.HTTPConnection:
        """Announce a piece of 1 MB, and send half of it."""
        line = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=120)
        line.putrequest("PATCH", self.address)
        for name, value in (self.headers | {"Upload-Offset": str(offset), "Content-Length": str(MB)}).items():
            line.putheader(name, value)
        line.endheaders(self.body[offset : offset + MB // 2])
        return line

    def finish(self) -> None:
        """Go on where the portal says, piece by piece."""
        offset = self.offset()
        while offset < len(self.body):
            end = min(offset + MB, len(self.body))
            assert self.send(offset, end) == 204
            offset = end

    def is_stored(self) -> bool:
        """Whether the file is among the evidence, and comes back byte by byte."""
        digest = hashlib.sha256(self.body).hexdigest()
        result = self.portal.rows(
            "SELECT f.public_id FROM documents_storedfile f JOIN evidence_evidenceitem i ON i.file_id = f.id "
            "WHERE f.sha256 = %s",
            digest,
        )
        if len(result) != 1:
            return False
        answer = Client(self.portal.port, self.cookie).get(f"/evidence/files/{result[0][0]}/")
        return answer.status == 200 and hashlib.sha256(answer.body).hexdigest() == digest


def test_a_web_server_killed_in_mid_save_loses_no_acknowledged_save(portal, savers):
    for saver in savers:
        saver.saves_more()

    portal.webs[0].kill()
    portal.webs[0].start()

    for saver in savers:
        saver.saves_more()
        assert saver.refused


def test_a_web_server_killed_in_mid_upload_costs_a_piece_at_most(portal):
    upload = Upload(portal, "I.1.2")
    assert upload.send(0, MB) == 204
    line = upload.send_half_a_piece(MB)

    portal.webs[0].kill()
    line.close()
    portal.webs[0].start()

    assert MB <= upload.offset() <= 2 * MB
    upload.finish()
    assert upload.is_stored()


def test_a_worker_killed_in_mid_dossier_leaves_it_to_the_next_one(portal):
    client, world = Client(portal.port, portal.world["cookies"]["commune_editor"]), portal.world
    asked = client.post(f"/evidence/{YEAR}/{world['writing']}/dossier/pdf/request/", {})
    assert asked.status in (200, 302)
    task = "SELECT status, worker_ids FROM django_tasks_database_dbtaskresult WHERE task_path LIKE '%build_dossier_pdf'"
    worker = portal.add_worker("papers")
    until(lambda: portal.rows(task)[0][0] == "RUNNING", what="the task's begin")

    worker.kill()
    assert portal.rows(task)[0][0] == "RUNNING"
    portal.add_worker("papers")

    until(lambda: portal.rows(task)[0][0] == "SUCCESSFUL", what="the task's end")
    assert len(portal.rows(task)[0][1]) == 2
    assert portal.rows("SELECT pages > 0, made_at IS NOT NULL FROM evidence_dossierpdf") == [(True, True)]
    portal.workers[-1].kill()


def test_a_restarted_database_loses_no_acknowledged_save_and_needs_no_other_restart(portal, savers):
    for saver in savers:
        saver.saves_more()

    portal.restart_database()

    for saver in savers:
        saver.saves_more()
    assert portal.webs[0].is_alive


def test_a_store_that_is_away_keeps_the_upload_until_it_is_back(portal):
    upload = Upload(portal, "I.1.3")
    assert upload.send(0, 3 * MB) == 204
    portal.store.kill()

    # Browsers go on trying after a 5xx, and say so (static/js/upload-requests.js).
    assert upload.send(3 * MB, 4 * MB) >= 500
    assert Client(portal.port, upload.cookie).get(f"/evidence/{YEAR}/{portal.world['writing']}/dossier/").status == 200
    digest = hashlib.sha256(upload.body).hexdigest()
    assert not portal.rows("SELECT 1 FROM documents_storedfile WHERE sha256 = %s", digest)
    portal.store.start()

    assert upload.offset() == 3 * MB
    upload.finish()
    assert upload.is_stored()


def test_redis_that_is_away_keeps_nobody_from_working(portal, savers):
    portal.redis.kill()
    refused = [saver.refused for saver in savers]

    for saver in savers:
        saver.saves_more(10)
    assert Client(portal.port, "").get("/").status == 200

    portal.redis.start()
    assert [saver.refused for saver in savers] == refused


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of 2 MB is mounted by root only")
def test_a_full_disk_keeps_what_came_until_there_is_space(portal):
    upload, parts = Upload(portal, "I.1.4"), portal.variables["UPLOAD_PARTS_DIR"]
    assert upload.send(0, MB) == 204
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2M", "tmpfs", parts], check=True)
    try:
        # The folder looks empty: what came before is gone from this disk, and the browser is told to begin again.
        assert upload.send(MB, 2 * MB) == 410
        other = Upload(portal, "I.1.5")
        statuses = [other.send(place * MB, (place + 1) * MB) for place in range(3)]
        assert statuses[0] == 204
        assert statuses[-1] >= 500
        came = other.offset()
        assert came < 3 * MB
        subprocess.run(["mount", "-o", "remount,size=20M", parts], check=True)
        other.finish()
        assert other.is_stored()
    finally:
        subprocess.run(["umount", parts], check=True)


def test_an_interrupted_migration_goes_on_and_comes_to_the_same_schema(portal):
    portal.postgres.psql("CREATE DATABASE interrupted;")
    url = portal.url_of("interrupted")
    variables = portal.variables | {"DATABASE_URL": url}
    command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity", "0"]
    for goal in (15, 60):
        running = subprocess.Popen(command, env=variables, start_new_session=True)
        until(lambda goal=goal: _applied(portal) >= goal, what="some migrations")
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        assert running.wait() == -signal.SIGKILL

    subprocess.run(command, env=variables, check=True)

    assert _schema(portal, url) == _schema(portal, portal.url)


def _applied(portal) -> int:
    try:
        return portal.rows("SELECT count(*) FROM django_migrations", database="interrupted")[0][0]
    except psycopg2.errors.UndefinedTable:
        return 0


def _schema(portal, url: str) -> str:
    command = [portal.postgres.bin_path / "pg_dump", "--schema-only", "--no-owner", url]
    lines = subprocess.check_output(command, text=True).splitlines()
    # Each dump has a random word of its own.
    return "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))
