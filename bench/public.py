"""bin/bench public: requests a second of public pages, from the cache of nginx as deploy/ configures it, and without.

The site's own configuration is used, with TLS: only ports, certificate and folders are replaced.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import YEAR
from bench.machines import free_port, listens, until
from bench.processes import Process
from bench.servers import PORT, ROOT, environment, postgres, python, serving

COMMUNES, READERS, SECONDS = 114, 100, 5
GOAL = 1000
CONF = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes auto; {user}
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/public-pages.conf;
    include {folder}/portal.conf;
}}
"""


def main() -> None:
    with postgres(COMMUNES) as url, tempfile.TemporaryDirectory(dir="var") as name:
        folder = Path(name).resolve()
        os.environ |= {"MEDIA_ROOT": f"{folder}/media", "UPLOAD_PARTS_DIR": str(folder), "TRUSTED_PROXIES": "1"}
        python(url, "django", "migrate", "--verbosity", "0")
        pages = json.loads(python(url, "bench.public", "fill"))
        print(f"\n## Public pages, {COMMUNES} units, {READERS} readers at once (goal: {GOAL:,} a second)\n")
        print("| page | KB | requests a second from nginx's cache | 99 % ms | without it |\n|---|---:|---:|---:|---:|")
        with serving(url), _nginx(folder) as port:
            for path in pages:
                cached, slow, size = _asked(f"https://127.0.0.1:{port}{path}")
                plain, _slow, _size = _asked(f"http://127.0.0.1:{PORT}{path}")
                print(f"| {path} | {size / 1000:.0f} | {cached:,.0f} | {slow} | {plain:,.0f} |", flush=True)
                if cached < GOAL:
                    print(f"**{path}: under the goal**")


def fill() -> list[str]:
    """Publish a whole year; the addresses of one page of each kind."""
    from django.urls import reverse  # noqa: PLC0415

    import bench.ready  # noqa: F401, PLC0415 (before any model)
    from bench.pages.world import CRITERION, build_full  # noqa: PLC0415

    code = build_full(COMMUNES).commune.code
    asked = (("year", YEAR), ("unit", YEAR, code), ("criterion", YEAR, CRITERION), ("method", YEAR), ("glossary",))
    return ["/", *(reverse(f"public:{name}", args=arguments) for name, *arguments in asked)]


def _asked(address: str) -> tuple[float, str, float]:
    """Requests a second, the slowest but one in a hundred, and the bytes of one answer.

    Raises:
        RuntimeError: an answer was none, or not the page.
    """
    command = ["wrk", "-t", "2", "-c", str(READERS), "-d", f"{SECONDS}s", "--timeout", "30s", "--latency"]
    command += ["-H", "Accept-Encoding: gzip", address]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(told)
    [count] = re.findall(r"(\d+) requests in ", told)
    [[amount, unit]] = re.findall(r", ([\d.]+)(.?B) read", told)
    [slow] = re.findall(r"99%\s+(\S+)", told)
    [each] = re.findall(r"Requests/sec:\s+([\d.]+)", told)
    size = float(amount) * {"KB": 1e3, "MB": 1e6, "GB": 1e9}[unit] / int(count)
    return float(each), slow, size


@contextmanager
def _nginx(folder: Path) -> Iterator[int]:
    """nginx before the portal, with the configuration of deploy/; its port."""
    port = free_port()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL)  # noqa: S603
    replaced = {
        "/var/cache/nginx/portal": f"{folder}/cache",
        "/etc/friendly_gov/tls": str(folder),
        "/etc/nginx/friendly_gov": str(folder),
        "/srv/portal/var/media": f"{folder}/media",
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443": f"listen 127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{PORT}",
        "@HOST@": "127.0.0.1",
    }
    for name in ("public-pages.conf", "portal.conf", "kept-files.conf"):
        text = (ROOT / "deploy/nginx" / name).read_text(encoding="utf-8")
        for old, new in replaced.items():
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    user = "user root;" if Path("/proc/self").owner() == "root" else ""
    (folder / "nginx.conf").write_text(CONF.format(folder=folder, user=user), encoding="utf-8")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    server = Process([program, "-c", folder / "nginx.conf", "-p", folder], environment(""), folder / "nginx.out")
    server.start()
    try:
        until(lambda: listens(port) or not server.is_alive, what="nginx")
        if not server.is_alive:
            raise RuntimeError(server.log.read_text(encoding="utf-8"))
        yield port
    finally:
        server.stop()


if __name__ == "__main__":
    json.dump(fill(), sys.stdout)
