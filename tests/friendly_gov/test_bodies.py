"""No body is read before the sender's permission and the size limit are checked."""

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import converters, get_resolver, reverse
from django.utils.datastructures import MultiValueDict

from documents.incoming import BoundedFiles
from kernel.access import PUBLIC
from tests.factories.accounts import appraiser, editor_of, head_of, officer
from tests.factories.appraisal import ReviewFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.waiting import listens, until

pytestmark = pytest.mark.once
HUGE = 300 * 2**20
MULTIPART = "multipart/form-data; boundary=b"
BEGINNING = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
DUMMIES = {
    converters.IntConverter: "1",
    converters.UUIDConverter: "6f1c1d3e-0000-4000-8000-000000000000",
    converters.SlugConverter: "10525",
    converters.StringConverter: "x",
}


class OnTheLine(io.RawIOBase):
    """A body that waits on the connection: every read is recorded."""

    def __init__(self):
        self.was_read = False

    def read(self, size=-1):
        self.was_read = True
        return b""

    readline = read


def send(address, person=None, *, size=HUGE, kind=MULTIPART, method="POST", **headers):
    """What the portal answers to a body that is announced, and whether it read of it."""
    client, body = Client(), OnTheLine()
    if person is not None:
        client.force_login(person)
    environ = RequestFactory().generic(method, address, content_type=kind, **headers).environ
    environ |= {"CONTENT_LENGTH": str(size), "CONTENT_TYPE": kind, "wsgi.input": body}
    environ["HTTP_COOKIE"] = client.cookies.output(header="", sep=";").strip()
    response = ClientHandler(enforce_csrf_checks=True)(environ)
    return response.status_code, body.was_read


def views(patterns=None, path="/"):
    """Every view that is not for everybody, and an address of it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        shown = path + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns, shown)
        elif hasattr(pattern.callback, "permission") and pattern.callback.permission != PUBLIC and "(" not in shown:
            for name, converter in pattern.pattern.converters.items():
                for named in (f"<{name}>", *(f"<{kind}:{name}>" for kind in ("int", "uuid", "slug", "str"))):
                    shown = shown.replace(named, DUMMIES.get(type(converter), "x"))
            yield shown


@pytest.fixture
def work(db):
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True))


@pytest.mark.django_db
def test_of_strangers_nothing_is_read_on_any_page():
    addresses = sorted(set(views()))

    result = {address: send(address) for address in addresses}

    assert len(addresses) > 100
    assert {address: named for address, named in result.items() if named != (302, False)} == {}


@pytest.mark.parametrize(
    ("name", "code", "rest", "person", "status"),
    [
        ("evidence:add_items", "own", ["I.1"], "officer", 404),
        ("evidence:add_items", "own", ["I.1"], "other", 404),
        ("evidence:upload_signed", "own", ["letter"], "officer", 404),
        ("evidence:upload_signed", "own", ["letter"], "other", 404),
        ("communes:save_registration", "own", [], "other", 404),
        ("evidence:uploads", "own", ["I.1"], "other", 404),
        ("appraisal:form_team", None, [], "editor", 403),
        ("appraisal:record_breach", None, [], "editor", 403),
        ("accounts:import", None, [], "appraiser", 403),
    ],
)
@pytest.mark.parametrize("kind", [MULTIPART, "application/x-www-form-urlencoded", "application/offset+octet-stream"])
def test_of_people_without_the_right_nothing_is_read(work, at, name, code, rest, person, status, kind):
    at(2026, 11, 10)
    commune = work.registration.commune
    people = {"officer": officer, "appraiser": appraiser, "editor": lambda: editor_of(commune)}
    people["other"] = lambda: editor_of(RegistrationFactory(accepted=True).commune)
    arguments = {"accounts:import": []}.get(name, [2026, *([commune.code] if code else []), *rest])

    assert send(reverse(name, args=arguments), people[person](), kind=kind) == (status, False)


def test_who_may_only_look_at_signed_minutes_sends_none(work, at):
    at(2026, 12, 10)
    review = ReviewFactory()
    registration = review.assessment.registration
    address = reverse("appraisal:signed_minutes", args=[registration.cycle.year, registration.commune.code])

    assert send(address, officer()) in [(403, False), (404, False)]


@pytest.mark.parametrize("kind", [MULTIPART, "application/x-www-form-urlencoded"])
def test_more_than_a_page_takes_is_refused_unread_whoever_sends_it(work, at, settings, kind):
    at(2026, 11, 10)
    editor = editor_of(work.registration.commune)
    files = reverse("evidence:upload_signed", args=[2026, work.registration.commune.code, "letter"])
    words = reverse("evidence:submit_dossier", args=[2026, work.registration.commune.code])

    assert send(reverse("account_login"), kind=kind) == (413, False)
    assert send(words, head_of(work.registration.commune), kind=kind) == (413, False)
    assert send(files, editor, kind=kind, size=4 * settings.UPLOAD_MAX_BYTES + 2**22) == (413, False)
    assert send(files, editor, kind=MULTIPART) == (403, False), "no more than its token is missing"


def test_a_file_is_kept_while_it_comes_in_only_as_far_as_one_may_weigh(tmp_path, settings, rf):
    settings.UPLOAD_MAX_BYTES, settings.FILE_UPLOAD_TEMP_DIR = 200_000, str(tmp_path)
    sizes = []

    class Watching(TemporaryFileUploadHandler):
        def receive_data_chunk(self, raw_data, start):
            super().receive_data_chunk(raw_data, start)
            sizes.append(sum(path.stat().st_size for path in tmp_path.iterdir()))

    body = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%b"; filename="%b.pdf"\r\n\r\n%b\r\n' % (name, name, content)
        for name, content in ((b"small", b"a" * 1000), (b"large", b"b" * 1_000_000))
    )
    request = rf.generic("POST", "/", body + b"--b--\r\n", content_type=MULTIPART)
    request.upload_handlers = [BoundedFiles(request), Watching(request)]

    files: MultiValueDict = request.FILES

    assert max(sizes) <= 200_000 + 1000 + 2**16
    assert (files["large"].size, files["large"].read()) == (1_000_000, b"")
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [1000]
    assert (files["small"].size, files["small"].read()) == (1000, b"a" * 1000)
    files["small"].close()


def test_a_file_that_is_too_large_is_reported_beside_its_field_and_nothing_is_stored(client, work, at, settings):
    at(2026, 11, 10)
    settings.UPLOAD_MAX_BYTES = 1000
    client.force_login(editor_of(work.registration.commune))
    address = reverse("evidence:add_link", args=[2026, work.registration.commune.code, "I.1"])
    proof = io.BytesIO(b"%PDF-1.7" + b" " * 3000)
    proof.name = "trang.pdf"

    answer = client.post(address, {"address": "https://a.vn/", "seen_at": "2026-11-09T08:00", "file": proof})

    assert (answer.status_code, "trang.pdf" in str(answer.context["form"].errors["file"])) == (422, True)


def test_forms_are_still_checked_for_whoever_may_send_them(work, at):
    at(2026, 11, 10)
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor_of(work.registration.commune))
    address = reverse("evidence:upload_signed", args=[2026, work.registration.commune.code, "letter"])

    answer = client.post(address, {"file": io.BytesIO(b"%PDF-1.7")})

    assert (answer.status_code, answer.templates[0].name) == (403, "errors/csrf.html")


@pytest.fixture
def portal(tmp_path):
    """The portal with production settings and folders of its own.

    The database stays empty, as anonymous users need none.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path / "tmp"
    folder.mkdir()
    by_key = {"SECRET_KEY": "only-for-tests", "HTTPS": "off", "TMPDIR": str(folder), "LOG_LEVEL": "ERROR"}
    by_key |= {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    command = [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--port", str(port)]
    command += ["--log-level", "error", "friendly_gov.wsgi:application"]
    server = subprocess.Popen(command, env=os.environ | by_key, cwd=Path(__file__).parents[2])
    try:
        until(lambda: listens(port), within=60, failing="the portal does not answer")
        yield port, folder
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_a_running_portal_leaves_three_hundred_megabytes_of_a_stranger_on_the_line(portal):
    port, folder = portal
    address = reverse("evidence:upload_signed", args=[2026, "10525", "letter"])
    head = (
        f"POST {address} HTTP/1.1\r\nHost: localhost:{port}\r\n"
        f"Content-Type: {MULTIPART}\r\nContent-Length: {HUGE}\r\n\r\n"
    )
    sent, block = 0, b"x" * 65536
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(head.encode() + BEGINNING)
        line.settimeout(5)
        try:
            while sent < HUGE:
                sent += line.send(block)
        except OSError:
            pass
        line.settimeout(30)
        try:
            answer = line.recv(4096)
        except ConnectionResetError:
            answer = b""

    assert sent < 20 * 2**20
    assert answer.startswith(b"HTTP/1.1 302") or not answer
    assert list(folder.iterdir()) == []
