"""Fill a database and request every URL of every role in this process: python -m bench.pages.measure 114."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.test import Client

import bench.ready  # noqa: F401 (before any model)
from bench.pages.world import build_full
from tests.permissions.expected import ROWS, Row
from tests.permissions.test_matrix import address
from tests.permissions.world import ROLES

MAX_QUERIES, MAX_BOARD_QUERIES, MAX_TIMES, MAX_BYTES = 12, 20, 40, 300_000
# A unit's dossier gathers what six apps know of its year, as the boards do.
# On the page of the steps one decides about all units at once.
# "front" leads signed-in people to their home.
BOARDS = {"home", "front", "communes:board", "evidence:dossier", "results:steps"}
# Pages that read more before the dossier is sent than after.
PREPARED = {"evidence:dossier", "evidence:assessment", "evidence:criterion", "evidence:score_table"}
# A PDF or an archive of all files is streamed or made by the worker: `bin/bench dossier` measures it.
APART = {"evidence:archive"}
# Variants of one URL that differ in cost.
FORMS = {
    "results:download": ("csv", "json"),
    "results:open_data": ("csv", "json"),
}
QUERIES = {
    "communes:registrations": ("?late=1", "?sort=-sent", "?q=don"),
    "evidence:dossiers": ("?late=1", "?sort=-total"),
    "appraisal:reviews": ("?differs=1", "?sort=-total"),
    "appraisal:progress": ("?part=communes&sort=-days", "?part=criteria"),
    "accounts:people": ("?q=can", "?role=commune_head&sort=-seen"),
    "results:ranking": ("?all=1", "?order=-difference"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """The cost of one page for one role."""

    name: str
    role: str
    status: int
    queries: int
    cpu: float
    size: int
    is_page: bool

    def faults(self, trivial: float) -> list[str]:
        """The limits that it exceeds."""
        limit = MAX_BOARD_QUERIES if self.name.partition(" ")[0] in BOARDS else MAX_QUERIES
        faults = [f"{self.queries} queries (at most {limit})"] if self.queries > limit else []
        if self.cpu > MAX_TIMES * trivial:
            faults.append(f"{self.cpu / trivial:.0f} x the trivial view (at most {MAX_TIMES})")
        if self.is_page and self.size > MAX_BYTES:
            faults.append(f"{self.size / 1000:.0f} KB (at most {MAX_BYTES // 1000})")
        return faults


def main(count: int, only: str = "") -> int:
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    world = build_full(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(
        f"\n## {count:,} communes, every page of every role (filled in {time.monotonic() - began:.0f} s)\n", flush=True
    )
    trivial = _cost(_client(world.people["leader"]), "/bench/trivial/", times=20)
    print(f"The trivial view takes {trivial.cpu:.1f} ms of CPU and {trivial.queries} queries.\n")
    print("| page | role | status | queries | CPU ms | x trivial | KB | |\n|---|---|---:|---:|---:|---:|---:|---|")
    over = 0
    for one in measured(world, only):
        faults = one.faults(trivial.cpu)
        over += bool(faults)
        times = one.cpu / trivial.cpu
        cost = f"{one.queries} | {one.cpu:.0f} | {times:.0f} | {one.size / 1000:.0f}"
        note = f"**{'; '.join(faults)}**" if faults else ""
        print(f"| {one.name} | {one.role} | {one.status} | {cost} | {note} |", flush=True)
    print(f"\n{over} over the bounds.", flush=True)
    return int(over > 0)


def measured(world, only: str = "") -> Iterator[Measured]:
    """Every URL that the permission matrix lets a role read."""
    clients = {role: _client(world.people[role]) for role in ROLES}
    for row in ROWS:
        if row.method != "GET" or row.name in APART or only not in row.name:
            continue
        for path, name in _paths(row, world):
            for role, answer in zip(ROLES, row.answers, strict=True):
                if answer == "200":
                    yield _cost(clients[role], path, name=name, role=role)
    yield from _in_preparation(world, clients, only)


def _paths(row: Row, world) -> Iterator[tuple[str, str]]:
    path = address(row, world)
    for form in FORMS.get(row.name, ("",)):
        path = address(row, _InForm(world, world.arguments | {"form": form})) if form else path
        if row.name.startswith("results:what_if"):  # its own table would change nothing
            path = path.replace(world.assessment.rubric.code, world.draft.code)
        yield path, f"{row.name} {form}".strip()
    for query in QUERIES.get(row.name, ()):
        yield path + query, f"{row.name} {query}"


def _in_preparation(world, clients: dict[str, Client], only: str) -> Iterator[Measured]:
    """The pages of the unit that has not sent its dossier yet, for its editor."""
    for row in ROWS:
        if row.name in PREPARED and row.method == "GET" and only in row.name:
            path = address(row, world).replace(world.commune.code, world.writing.code)
            yield _cost(clients["other_editor"], path, name=f"{row.name} in preparation", role="other_editor")


class _InForm:
    """The world with another form of a file."""

    def __init__(self, world, arguments: dict):
        self._world, self.arguments = world, arguments

    def __getattr__(self, name):
        return getattr(self._world, name)


def _client(person) -> Client:
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    if person is not None:
        client.force_login(person)
    return client


def _cost(client: Client, path: str, *, name: str = "", role: str = "", times: int = 3) -> Measured:
    """Requested once to warm up, then the minimum of a few: load on the machine only ever adds."""
    cost = _ask(client, path, name, role)
    if cost.cpu > 3000:
        return cost
    return min((_ask(client, path, name, role) for _ in range(times)), key=lambda one: one.cpu)


def _ask(client: Client, path: str, name: str, role: str) -> Measured:
    began = time.process_time()
    answer = client.get(path)
    size = len(b"".join(answer))
    cpu = 1000 * (time.process_time() - began)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    queries = int(answer.headers.get("X-Queries", 0))
    return Measured(name, role, answer.status_code, queries, cpu, size, is_page)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:3]))
