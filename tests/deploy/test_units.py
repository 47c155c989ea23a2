"""What deploy/ installs: units of systemd, nginx's site, containers; each checked by its own tool."""

import re
import shutil
import socket
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.management import call_command

from operations.periodic import JOBS
from tests.waiting import until

ROOT = Path(portal.BASE_DIR)
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SCRIPTS = [DEPLOY / name for name in ("_common.sh", "install.sh", "upgrade.sh", "rotate-secrets")]


@pytest.fixture(scope="module")
def timers() -> dict[str, str]:
    printed = StringIO()
    call_command("run_periodic", "--timers", stdout=printed)
    parts = re.split(r"^# (\S+)\n", printed.getvalue(), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def queues(texts) -> set[str]:
    result = [names.split(",") for text in texts for names in re.findall(r"db_worker --queue-name (\S+)", text)]
    return {name for names in result for name in names}


def test_every_queue_has_a_worker():
    assert queues(unit.read_text() for unit in UNITS) == {*portal.TASK_QUEUES}
    assert queues([(DEPLOY / "compose.yaml").read_text()]) == {*portal.TASK_QUEUES}


def test_every_periodic_job_has_a_timer(timers):
    assert {*timers} == {f"friendly-gov-{job.name}.timer" for job in JOBS}
    assert "OnCalendar=*-*-* 07:15:00 Asia/Ho_Chi_Minh\n" in timers["friendly-gov-remind.timer"]


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not on this machine; bin/test installs it"
)
def test_systemd_accepts_every_unit(timers, tmp_path):
    program = tmp_path / "program"
    program.symlink_to("/bin/true")
    for name, text in {**{unit.name: unit.read_text() for unit in UNITS}, **timers}.items():
        # What is installed on a portal's machine only: its programs and its account.
        text = re.sub(r"/srv/portal/current/\.venv/bin/\w+", str(program), text)
        text = text.replace("User=portal\nGroup=portal", "User=www-data\nGroup=www-data")
        (tmp_path / name).write_text(text)
    (tmp_path / "friendly-gov-periodic@remind.service").symlink_to("friendly-gov-periodic@.service")
    names = [path for path in sorted(tmp_path.glob("friendly-gov*")) if "@." not in path.name]

    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True)

    complaints = [line for line in done.stderr.splitlines() if "friendly-gov" in line]
    assert (done.returncode, complaints) == (0, [])
    calendars = {job.schedule.calendar for job in JOBS}
    subprocess.run(["systemd-analyze", "calendar", *calendars], check=True, capture_output=True)


def configured(tmp_path, *, by_socket: bool = False) -> list[str]:
    """The command of nginx with the portal's site, its files in `tmp_path`; `by_socket` without TLS, to be run."""
    key = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=a",
    ]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")]
    subprocess.run([*key, *files], check=True, capture_output=True)
    site = (DEPLOY / "nginx/portal.conf").read_text().replace("@HOST@", "portal.example.vn")
    site = site.replace("/etc/friendly_gov/tls", str(tmp_path))
    site = site.replace("/etc/nginx/friendly_gov", str(DEPLOY / "nginx")).replace("/var/log/nginx", str(tmp_path))
    if by_socket:
        site = re.sub(r"listen (80|\[::\].*);\n", "", site)
        site = site.replace("listen 443 ssl http2;", f"listen unix:{tmp_path}/nginx.sock;")
    public = (DEPLOY / "nginx/public-pages.conf").read_text().replace("/var/cache/nginx/portal", f"{tmp_path}/cache")
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{ }} http {{ access_log off; {public} {site} }}")

    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    return [nginx, "-q", "-c", str(conf), "-p", str(tmp_path)]


def test_nginx_accepts_the_site(tmp_path):
    done = subprocess.run([*configured(tmp_path), "-t"], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_the_log_of_nginx_tells_neither_secrets_nor_who_answers_a_survey(tmp_path):
    feed, mailed = f"/communes/calendar/{'k' * 43}/vi.ics", "/account/password/reset/key/3-cabc12-0123456789abcdef/"
    asked = ["/search/?q=Nguyen", "/k/abcdefgh/?code=abcd-efgh-jkmn", "//k/abcdefgh/", feed, mailed]
    with subprocess.Popen([*configured(tmp_path, by_socket=True), "-g", "daemon off;"]) as server:
        until(lambda: (tmp_path / "nginx.sock").exists())
        for path in asked:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(str(tmp_path / "nginx.sock"))
                line.sendall(f"GET {path} HTTP/1.0\r\nHost: portal.example.vn\r\n\r\n".encode())
                line.recv(1)
        server.terminate()

    lines = (tmp_path / "access.log").read_text(encoding="utf-8").splitlines()
    pages = [line.partition('"GET ')[2].partition(" ")[0] for line in lines]
    assert pages == ["/search/", "/communes/calendar/...", "/account/password/reset/key/..."]


def test_the_containers_follow_the_schema_of_compose():
    command = ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml")]

    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_bash_reads_every_script(script):
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    assert script.name == "_common.sh" or script.stat().st_mode & 0o111


def test_a_program_that_asks_in_the_clear_is_refused_and_a_page_led_to_https():
    clear, _encrypted = (ROOT / "deploy" / "nginx" / "portal.conf").read_text(encoding="utf-8").split("listen 443")
    places = [line.strip() for line in clear.splitlines() if "location" in line or "return" in line]

    assert places == ["location / {", "return 301 https://$host$request_uri;", "location /api/ {", "return 403;"]
