"""A file of 200 MB uploaded and downloaded through the portal's own server: the time, and the memory of the process."""

import base64
import http.client
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3

from bench import YEAR
from bench.client import TOKEN, Client
from bench.servers import PORT, python, serving, sqlite
from tests.stores import KEY, SECRET, s3_server

MEGABYTES = 200
PIECE = 2**20
BLOCK = b"% to quoc \n" * 100_000
_BOUNDARY = "ranh-gioi-cua-phep-do"
BUCKET = "bench"


def main() -> None:
    with tempfile.TemporaryDirectory(dir="var") as name, sqlite(20) as url:
        folder = Path(name).resolve()
        variables = {"UPLOAD_MAX_BYTES": str(MEGABYTES * 2**20 + 2**20), "MEDIA_ROOT": str(folder / "media")}
        os.environ["MEDIA_ROOT"] = variables["MEDIA_ROOT"]
        world = json.loads(python(url, "bench.build", "20"))
        print(f"\n## One file of {MEGABYTES} MB, SQLite\n\n| what | seconds | MB above idle |\n|---|---:|---:|")
        _measure(url, world, "on a folder", variables)
        with s3_server(folder / "weed") as address:
            _bucket(address)
            keys = {"S3_BUCKET": BUCKET, "S3_ENDPOINT_URL": address, "S3_ACCESS_KEY": KEY, "S3_SECRET_KEY": SECRET}
            _measure(url, world, "in a bucket", variables | keys | {"FILES_SENT_BY": "portal"})


def _bucket(address: str) -> None:
    options = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=address, **options).create_bucket(Bucket=BUCKET)


def _measure(url: str, world: dict, where: str, variables: dict[str, str]) -> None:
    cookie = world["cookies"]["commune_editor"]
    page = f"/evidence/{YEAR}/{world['writing']}/self-assessment/I.2.2/"
    with serving(url, workers=1, **variables) as server:
        client = Client(PORT, cookie)
        for _ in range(5):
            client.get(page)
        address = _cost(server.pid, f"sending it, kept {where}", lambda: _send(cookie, f"{page}files/", where))
        _cost(server.pid, f"sending it in pieces of 1 MB, kept {where}", lambda: _send_pieces(cookie, page, where))
        _cost(server.pid, f"fetching it through the portal, kept {where}", lambda: _fetch(cookie, address))
        _cost(
            server.pid, f"fetching its last page (a range), kept {where}", lambda: _fetch(cookie, address, last=2**20)
        )


def _cost(server: int, what: str, do):
    """Run it, and print the peak memory of the server's processes above their idle memory."""
    idle = sum(_memory(process, "VmRSS") for process in _family(server))
    for process in _family(server):
        # Resets the peak counter of Linux.
        Path(f"/proc/{process}/clear_refs").write_text("5", encoding="ascii")
    started = time.perf_counter()
    answer = do()
    seconds = time.perf_counter() - started
    peak = sum(_memory(process, "VmHWM") for process in _family(server))
    print(f"| {what} | {seconds:.2f} | {(peak - idle) / 1024:.0f} |", flush=True)
    return answer


def _family(process: int) -> Iterator[int]:
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in children.read_text(encoding="ascii").split():
            yield from _family(int(child))


def _memory(process: int, line: str) -> int:
    """Kilobytes, as reported by the system."""
    for text in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if text.startswith(line):
            return int(text.split()[1])
    return 0


def _send(cookie: str, path: str, where: str) -> str:
    """Post the file like a browser; returns its URL."""
    name = f"rat-lon-{where.split()[-1]}.pdf"
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
    head += "Content-Type: application/pdf\r\n\r\n"
    start, tail = head.encode() + f"%PDF-1.7\n% {where}\n".encode(), f"\n--{_BOUNDARY}--\r\n".encode()
    blocks = MEGABYTES * 2**20 // len(BLOCK)
    headers = {
        "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "X-Form-Key": Client(PORT, cookie).key,
        "HX-Request": "true",
        "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
        "Content-Length": str(len(start) + blocks * len(BLOCK) + len(tail)),
    }
    with _line() as line:
        line.request("POST", path, (piece for piece in (start, *[BLOCK] * blocks, tail)), headers)
        answer = line.getresponse()
        body = answer.read().decode()
    if answer.status != 200 or name not in body:
        raise SystemExit(f"status {answer.status}: {body[:500]}")
    return body[: body.index(f">{name}<")].rpartition('href="')[2].partition('"')[0].partition("?")[0]


def _send_pieces(cookie: str, page: str, where: str) -> None:
    """The same as a browser with scripts does, by tus: created, then 1 MB per request."""
    whole = MEGABYTES * 2**20
    piece = (BLOCK * (PIECE // len(BLOCK) + 1))[:PIECE]
    headers = {
        "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "X-Form-Key": Client(PORT, cookie).key,
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
    }
    with _line() as line:
        name = base64.b64encode(b"tung-phan.pdf").decode()
        announced = {"Upload-Length": str(whole), "Upload-Metadata": f"filename {name}", "Content-Length": "0"}
        line.request("POST", f"{page}uploads/", headers=headers | announced)
        answer = line.getresponse()
        answer.read()
        address = answer.headers["Location"]
        for offset in range(0, whole, PIECE):
            first = f"%PDF-1.7\n% {where}, in pieces\n".encode() if offset == 0 else b""
            body = (first + piece)[: min(PIECE, whole - offset)]
            line.request("PATCH", address, body, headers | {"Upload-Offset": str(offset)})
            answer = line.getresponse()
            if answer.status != 204:
                raise SystemExit(f"status {answer.status}: {answer.read()[:500]!r}")
            answer.read()


def _fetch(cookie: str, path: str, last: int = 0) -> None:
    """Read the response to its end in blocks."""
    headers = {"Cookie": f"sessionid={cookie}"} | ({"Range": f"bytes=-{last}"} if last else {})
    with _line() as line:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        got = sum(len(piece) for piece in iter(lambda: answer.read(2**20), b""))
    if got < (last or MEGABYTES * 2**20 * 0.99) or answer.status != (206 if last else 200):
        raise SystemExit(f"status {answer.status}: {got} bytes came")


@contextmanager
def _line() -> Iterator[http.client.HTTPConnection]:
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=300)
    try:
        yield line
    finally:
        line.close()
