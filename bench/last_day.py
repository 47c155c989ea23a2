"""The last day, by locust: `python -m bench.last_day PORT SECONDS TIMES ARRIVING WORLD NOTES`, prints JSON.

WORLD is what `bench.last_day_data begin` printed; every save and upload is written to NOTES with whether the portal
acknowledged it.
"""

import locust  # first: it makes sockets cooperative

# isort: split
import base64
import hashlib
import json
import os
import random
import re
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

import gevent
from locust.env import Environment

from bench import YEAR
from bench.client import TOKEN

MB = 2**20
# In an ordinary hour somebody saves once a minute, and reads or sends a file in between.
SAVES, READS, UPLOADS = 20, 10, 1
PAUSE = 60 * SAVES / (SAVES + READS + UPLOADS)
SMALLEST, LARGEST = 2, 20
times = 1.0
arriving = 0.0
notes = sys.stdout
waiting: dict[str, list[dict]] = {}


def note(**facts: Any) -> None:
    """Write down what was asked and whether it was acknowledged."""
    notes.write(json.dumps(facts) + "\n")
    notes.flush()


def pdf_of(size: int) -> bytes:
    """A whole PDF of one page, with so many bytes that do not compress; no two are the same."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    filling = os.urandom(MB) * (size // MB + 1)
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page]
    parts.append(b"<</Length %d>>stream\n%s\nendstream" % (size, filling[:size]))
    body, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(body),
    )


class Person(locust.FastHttpUser):
    """Somebody at a keyboard."""

    abstract = True
    role = ""

    def wait_time(self) -> float:
        return random.uniform(0.5, 1.5) * PAUSE / times

    def on_start(self) -> None:
        self.versions: dict[str, int] = {}
        self.figures = cycle(("0,25", "0,5"))
        self.facts = waiting[self.role].pop()
        self.headers = {"Cookie": f"sessionid={self.facts['cookie']}; csrftoken={TOKEN}"} if self.facts else {}
        # People do not all come in the same second.
        gevent.sleep(random.uniform(0, arriving))
        self.open()

    def open(self) -> None:
        """The first page that this person reads, whole; it names the key that each form is sent with."""
        page = self.client.get(self.first_page(), headers=self.headers, name="a first page")
        match = re.search(r'data-form-key="([^"]+)"', page.text or "")
        self._key = match[1] if match else ""

    def first_page(self) -> str:
        return "/"

    def posting(self) -> dict[str, str]:
        if not getattr(self, "_key", ""):
            self.open()
        return self.headers | {"X-CSRFToken": TOKEN, "X-Form-Key": self._key}

    def save(self, what: str, path: str, criterion: str, words: str) -> None:
        """Save the other of two values, and note it."""
        seen = self.versions.setdefault(criterion, 1)
        points = next(self.figures)
        fields = {"points": points, "seen_version": seen, "explanation": words}
        headers = self.posting() | {"HX-Request": "true"}
        answer = self.client.post(path, data=fields, headers=headers, name=f"save ({what})")
        acknowledged = answer.status_code == 200
        if acknowledged:
            self.versions[criterion] = next(iter(json.loads(answer.headers["HX-Trigger"]).values()))["version"]
        version = self.versions[criterion]
        unit = self.facts["unit"]
        note(what=what, unit=unit, criterion=criterion, version=version, points=points, acknowledged=acknowledged)
        if not acknowledged:
            # As after any error: read the page again, which says what is stored now.
            self.versions[criterion] = self.read_version(criterion) or version

    def read_version(self, criterion: str) -> int:
        return 0


class Writer(Person):
    """One of the people of a commune."""

    role = "writers"

    @property
    def page(self) -> str:
        return f"/evidence/{YEAR}/{self.facts['unit']}/self-assessment/"

    def any(self) -> str:
        return random.choice(self.facts["criteria"])

    def first_page(self) -> str:
        return f"{self.page}{self.any()}/"

    def read_version(self, criterion: str) -> int:
        page = self.client.get(f"{self.page}{criterion}/", headers=self.headers, name="a criterion after a refusal")
        match = re.search(r'name="seen_version"[^>]*value="(\d+)"', page.text or "")
        return int(match[1]) if match else 0

    @locust.task(SAVES)
    def save_score(self) -> None:
        criterion = self.any()
        words = "Đã thực hiện, có minh chứng kèm theo."
        self.save("self", f"{self.page}{criterion}/score/", criterion, words)

    @locust.task(READS)
    def read(self) -> None:
        """The next criterion, as the page's own scripts fetch it."""
        headers = self.headers | {"HX-Request": "true"}
        self.client.get(f"{self.page}{self.any()}/", headers=headers, name="the next criterion")

    @locust.task(UPLOADS)
    def upload(self) -> None:
        """A file in pieces of 1 MB; after an error it continues at the offset that the portal reports."""
        criterion = self.any()
        body = pdf_of(random.randint(SMALLEST * MB, LARGEST * MB))
        name = base64.b64encode(f"minh-chung-{random.randint(1, 10**6)}.pdf".encode()).decode()
        headers = self.posting() | {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
        announced = {"Upload-Length": str(len(body)), "Upload-Metadata": f"filename {name}"}
        begun = self.client.post(
            f"{self.page}{criterion}/uploads/", headers=headers | announced, name="begin an upload"
        )
        if begun.status_code != 201:
            return
        address, offset = begun.headers["Location"], 0
        while offset < len(body):
            piece = body[offset : offset + MB]
            sent = self.client.patch(
                address, data=piece, headers=headers | {"Upload-Offset": str(offset)}, name="a piece of 1 MB"
            )
            if sent.status_code == 204:
                offset += len(piece)
            elif (offset := self._offset(address, headers)) < 0:
                return
        digest = hashlib.sha256(body).hexdigest()
        facts = {"unit": self.facts["unit"], "criterion": criterion, "sha256": digest, "size": len(body)}
        note(what="upload", acknowledged=True, **facts)

    def _offset(self, address: str, headers: dict) -> int:
        """How far the portal has it; -1 where it does not know it or is not there for a minute."""
        for _ in range(20):
            gevent.sleep(3)
            asked = self.client.head(address, headers=headers, name="where it goes on")
            if asked.status_code == 200:
                return int(asked.headers["Upload-Offset"])
            if 400 <= asked.status_code < 500:
                break
        return -1


class Appraiser(Person):
    """Somebody at the review desk."""

    role = "appraisers"

    @property
    def page(self) -> str:
        return f"/appraisal/{YEAR}/{self.facts['unit']}/review/"

    def first_page(self) -> str:
        return f"{self.page}{random.choice(self.facts['criteria'])}/"

    @locust.task(SAVES)
    def save_score(self) -> None:
        criterion = random.choice(self.facts["criteria"])
        self.save("review", f"{self.page}{criterion}/score/", criterion, "Minh chứng chưa đủ.")

    @locust.task(READS)
    def read(self) -> None:
        headers = self.headers | {"HX-Request": "true"}
        criterion = random.choice(self.facts["criteria"])
        self.client.get(f"{self.page}{criterion}/", headers=headers, name="the desk's next criterion")


class Leader(Person):
    """Somebody who looks how far it has come."""

    role = "leaders"

    @locust.task
    def look(self) -> None:
        for path, name in ((f"/results/{YEAR}/", "the ranking"), ("/", "own first page")):
            self.client.get(path, headers=self.headers, name=name)


class Citizen(Person):
    """Somebody without an account."""

    role = "citizens"

    @locust.task
    def look(self) -> None:
        for path in ("/", "/results/public/", "/results/public/units/"):
            self.client.get(path, name="public pages")


def run(port: int, seconds: float, world: dict) -> dict:
    """Let everybody work for so long; the figures of every kind of request."""
    classes = {"writers": Writer, "appraisers": Appraiser, "leaders": Leader, "citizens": Citizen}
    for role, kind in classes.items():
        waiting[role] = list(world[role])
        kind.fixed_count = len(waiting[role])
    used = [kind for kind in classes.values() if kind.fixed_count]
    environment = Environment(user_classes=used, host=f"http://127.0.0.1:{port}", stop_timeout=60)
    runner = environment.create_local_runner()
    everybody = sum(kind.fixed_count for kind in used)
    runner.start(user_count=everybody, spawn_rate=max(1, everybody))
    gevent.sleep(arriving)
    stats = environment.stats
    stats.reset_all()
    gevent.sleep(seconds)
    runner.stop()
    lines = [
        {
            "name": name,
            "requests": entry.num_requests,
            "failures": entry.num_failures,
            "median": entry.median_response_time,
            "p95": entry.get_response_time_percentile(0.95),
        }
        for (name, _method), entry in sorted(stats.entries.items())
    ]
    errors = [f"{error.occurrences}x {error.method} {error.name}: {error.error}" for error in stats.errors.values()]
    return {"lines": lines, "errors": errors, "seconds": seconds}


if __name__ == "__main__":
    port, seconds, *speed, world, target = sys.argv[1:]
    times, arriving = map(float, speed)
    with Path(target).open("a", encoding="utf-8") as notes:
        print(json.dumps(run(int(port), float(seconds), json.loads(Path(world).read_text(encoding="utf-8")))))
