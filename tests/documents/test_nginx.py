"""A real nginx in front: files keep their protective headers, public pages are answered from its cache."""

import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.signals import request_started
from django.test import Client

from documents.services import store_file
from tests.documents.test_storage import LONG, portal_file, sent
from tests.factories.accounts import officer
from tests.factories.evidence import ADDED
from tests.waiting import listens, until

KEPT = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cache-Control",
    "Content-Type",
    "Content-Disposition",
}
CONF = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/public-pages.conf;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass {portal}; proxy_set_header Host $http_host; }}
        include {folder}/kept-files.conf;
    }}
}}
"""


def free_port() -> int:
    with socket.socket() as result:
        result.bind(("127.0.0.1", 0))
        return result.getsockname()[1]


def program() -> str:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or "nginx"


@pytest.fixture
def in_front(live_server, settings, tmp_path):
    """A real nginx before the portal, with the configuration that the handbook gives."""
    kept = Path(portal.BASE_DIR, "deploy/nginx/kept-files.conf").read_text()
    assert "alias /srv/portal/var/media/;" in kept
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    (tmp_path / "kept-files.conf").write_text(kept.replace("/srv/portal/var/media/", f"{media}/"))
    public = Path(portal.BASE_DIR, "deploy/nginx/public-pages.conf").read_text()
    assert "/var/cache/nginx/portal" in public
    (tmp_path / "public-pages.conf").write_text(public.replace("/var/cache/nginx/portal", f"{tmp_path}/cache"))
    port = free_port()
    conf = tmp_path / "nginx.conf"
    # Its workers read what the portal wrote: the same user, as on a real machine.
    user = "user root;" if Path("/proc/self").owner() == "root" else ""
    conf.write_text(user + CONF.format(folder=tmp_path, port=port, portal=live_server.url))
    server = subprocess.Popen([program(), "-c", str(conf), "-p", str(tmp_path)])
    until(lambda: server.poll() is not None or listens(port))
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=20)


def asked(address: str, client: Client, **headers) -> tuple[int, dict, bytes]:
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    request = urllib.request.Request(address, headers={"Cookie": cookie, **headers})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status, dict(answer.headers), answer.read()


@pytest.mark.django_db(transaction=True)
def test_what_nginx_sends_keeps_every_header_of_the_portal(client, in_front, settings):
    stored = store_file(upload=sent(body=LONG), by=None, now=ADDED)
    assert stored.media_type == "application/pdf"
    path = portal_file(client, stored)
    for shown in (path, f"{path}?inline=1"):
        settings.FILES_SENT_BY = "portal"
        status, own, body = asked(in_front + shown, client)
        settings.FILES_SENT_BY = "nginx"
        result = asked(in_front + shown, client)

        assert (status, body) == (200, LONG)
        assert {name: own.get(name) for name in KEPT} == {name: result[1].get(name) for name in KEPT}
        assert all(own.get(name) for name in KEPT)
        assert (result[0], result[2], "X-Accel-Redirect" in result[1]) == (200, LONG, False)

    status, headers, body = asked(in_front + path, client, Range="bytes=2-5")
    assert (status, body, headers["X-Content-Type-Options"]) == (206, LONG[2:6], "nosniff")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        asked(f"{in_front}/kept-files/{stored.content.name}", client)


@pytest.fixture
def reached():
    """The addresses of the requests that reach the portal."""
    result = []

    def note(environ, **_):
        result.append(environ["PATH_INFO"])

    request_started.connect(note)
    yield result
    request_started.disconnect(note)


@pytest.mark.django_db(transaction=True)
def test_nginx_keeps_public_pages_and_nothing_of_anybody(in_front, reached):
    """Decision 0059: a reader costs the portal nothing while the page is cached; signed-in users always reach it."""
    stranger, person = Client(), Client()
    person.force_login(officer())
    first, second = (asked(f"{in_front}/", stranger) for _ in range(2))
    assert (first[0], first[2]) == (200, second[2])
    assert reached == ["/"]

    work = [asked(f"{in_front}/", person) for _ in range(2)]
    assert reached == ["/"] * 3
    assert all(body != first[2] and "no-store" in headers["Cache-Control"] for _status, headers, body in work)
    assert asked(f"{in_front}/", stranger)[2] == first[2]
    assert reached == ["/"] * 3

    for _ in range(2):
        asked(f"{in_front}/account/login/", stranger)
    assert reached[3:] == ["/account/login/"] * 2
