"""bin/two-machines: two web servers and two workers on one PostgreSQL, one S3 store and one Redis, behind nginx.

What must be shared is tried, then all of them are restarted one after another while people work.
"""

import argparse
import http.client
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlencode

import psycopg2

from bench import YEAR
from bench.client import TOKEN, Client
from bench.load import begin, report, start_load
from bench.machines import Portal, until

API_CALLS = 5
MB = 2**20


def main() -> int:
    asked = _asked()
    with Portal(webs=2, workers=2, API_RATE=f"{API_CALLS}/min") as portal:
        world = begin(portal, asked, replica=True)
        print("\n## Two machines: what they share\n", flush=True)
        faults = list(_faults(portal, world))
        print("\n## A rolling restart while people work\n", flush=True)
        load = start_load(portal, world, seconds=asked.minutes * 60, times=asked.times)
        time.sleep(asked.minutes * 60 / 6)
        restart_all(portal)
        return report(portal, load, limit=asked.limit) or int(bool(faults))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/two-machines", description=__doc__)
    parser.add_argument("--communes", type=int, default=10)
    parser.add_argument("--people", type=int, default=3, help="people of each unit")
    parser.add_argument("--appraisers", type=int, default=3)
    parser.add_argument("--leaders", type=int, default=1)
    parser.add_argument("--citizens", type=int, default=5)
    parser.add_argument("--times", type=float, default=5, help="how much busier than an ordinary hour")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument(
        "--limit", type=float, default=1000, help="milliseconds within which 95 %% of saves are answered"
    )
    return parser.parse_args()


def restart_all(portal: Portal) -> None:
    """One after another: nobody is led to it, what is under way ends, it is stopped and started."""
    for number, web in enumerate(portal.webs):
        began = time.monotonic()
        portal.route_past(all_but={number})
        time.sleep(2)
        web.stop()
        web.start()
        until(lambda web=web: Client(web.port, "").get("/health/").status == 200, what="its health")
        portal.route_past(all_but=set())
        print(f"web server {number + 1} restarted in {time.monotonic() - began:.0f} s", flush=True)
    for number, worker in enumerate(portal.workers):
        worker.stop()
        worker.start()
        print(f"worker {number + 1} restarted", flush=True)


def _faults(portal: Portal, world: dict) -> Iterator[str]:
    checks: dict[str, Callable[[Portal, dict], object]] = {
        "a session of one is known to the other, and ends on both": _sessions,
        "an upload begun on one is finished on the other": _uploads,
        "of two saves at the same moment on both one is kept, and the other told": _locks,
        "failed sign-ins on one count on the other": _sign_ins,
        "calls of the read API on one count on the other": _calls,
        "both workers take tasks": _tasks,
        "public pages are read from the replica, people's own from the primary": _replica,
    }
    for what, check in checks.items():
        is_so = check(portal, world)
        print(f"- {'yes' if is_so else 'NO'}: {what}", flush=True)
        if not is_so:
            yield what


def _clients(portal: Portal, cookie: str) -> list[Client]:
    return [Client(web.port, cookie) for web in portal.webs]


def _sessions(portal: Portal, world: dict) -> bool:
    cookie = world["writers"][-1]["cookie"]
    first, second = _clients(portal, cookie)
    seen = [one.get("/accounts/profile/").status for one in (first, second)]
    first.post_plain("/account/logout/", {"csrfmiddlewaretoken": TOKEN})
    world["writers"].pop()
    return seen == [200, 200] and second.get("/accounts/profile/").status == 302


def _uploads(portal: Portal, world: dict) -> bool:
    person = world["writers"][0]
    first, second = _clients(portal, person["cookie"])
    body = b"%PDF-1.7\n".ljust(2 * MB, b" ")
    page = f"/evidence/{YEAR}/{person['unit']}/self-assessment/{person['criteria'][0]}/uploads/"
    headers = {"X-CSRFToken": TOKEN, "X-Form-Key": first.key, "Tus-Resumable": "1.0.0"}
    headers |= first.headers | {"Content-Type": "application/offset+octet-stream"}
    announced = {"Upload-Length": str(len(body)), "Upload-Metadata": "filename bnVhLnBkZg==", "Content-Length": "0"}
    begun = _sent(first, "POST", page, b"", headers | announced)
    half = _sent(first, "PATCH", begun.headers["Location"], body[:MB], headers | {"Upload-Offset": "0"})
    rest = _sent(second, "PATCH", begun.headers["Location"], body[MB:], headers | {"Upload-Offset": str(MB)})
    stored = portal.rows("SELECT count(*) FROM documents_storedfile WHERE name = 'nua.pdf'")
    return [begun.status, half.status, rest.status, stored] == [201, 204, 204, [(1,)]]


def _sent(client: Client, method: str, path: str, body: bytes, headers: dict) -> http.client.HTTPResponse:
    client.line.request(method, path, body or None, headers)
    answer = client.line.getresponse()
    answer.read()
    return answer


def _locks(portal: Portal, world: dict) -> bool:
    person = world["writers"][0]
    path = f"/evidence/{YEAR}/{person['unit']}/self-assessment/I.2.2/score/"
    statuses: list[int] = []
    barrier = threading.Barrier(2)

    def save(client: Client, points: str) -> None:
        fields = {"points": points, "seen_version": 1, "explanation": f"Cùng lúc, {points} điểm."}
        client.key  # noqa: B018 (read before the moment)
        barrier.wait()
        statuses.append(client.post(path, fields).status)

    pairs = zip(_clients(portal, person["cookie"]), ("0,25", "0,5"), strict=True)
    threads = [threading.Thread(target=save, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)[0] == 200 and sorted(statuses)[1] in (409, 422)


def _sign_ins(portal: Portal, world: dict) -> bool:
    """Five wrong passwords at one: the right account is asked to wait at the other."""
    kinds = []
    for number in range(6):
        client = Client(portal.webs[number // 5].port, "")
        page = client.get("/account/login/").body.decode()
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        fields |= {"login": "appraiser@bench.invalid", "password": "khong-dung", "csrfmiddlewaretoken": TOKEN}
        client.line.request(
            "POST",
            "/account/login/",
            urlencode(fields),
            client.headers | {"Content-Type": "application/x-www-form-urlencoded"},
        )
        client.line.getresponse().read()
        kinds = portal.rows("SELECT kind FROM accounts_signinevent ORDER BY id")
    return [kind for (kind,) in kinds][-6:] == ["failed"] * 5 + ["blocked"]


def _calls(portal: Portal, _world: dict) -> bool:
    first, second = _clients(portal, "")
    allowed = [first.get("/api/v1/years").status for _ in range(API_CALLS)]
    return allowed == [200] * API_CALLS and second.get("/api/v1/years").status == 429


def _replica(portal: Portal, world: dict) -> bool:
    """Replay on the replica is paused for a moment, in which a unit is renamed."""
    person, name = world["writers"][0], "Đơn vị vừa đổi tên"
    public, own = Client(portal.webs[0].port, ""), Client(portal.webs[1].port, person["cookie"])
    portal.rows("SELECT pg_wal_replay_pause()", url=portal.replica_url)
    change = (
        f"from communes.models import Commune as C; C.objects.filter(code='{person['unit']}').update(name='{name}')"
    )
    portal.python("-c", f"import bench.ready; {change}")
    path = f"/results/public/units/{person['unit']}/"
    before = name in public.get(path).body.decode()
    seen = name in own.get(f"/evidence/{YEAR}/{person['unit']}/self-assessment/").body.decode()
    # The statement itself may be cancelled by what it lets in.
    with suppress(psycopg2.OperationalError):
        portal.rows("SELECT pg_wal_replay_resume()", url=portal.replica_url)
    until(lambda: name in public.get(path).body.decode(), what="the new name on the public page")
    return seen and not before


def _tasks(portal: Portal, _world: dict) -> bool:
    """Enough to do for both: a worker that has just started takes none of the first ones."""
    task = "FROM django_tasks_database_dbtaskresult WHERE task_path LIKE '%mail_reset_link'"

    def both() -> bool:
        portal.python("-c", _QUEUE)
        until(lambda: portal.rows(f"SELECT count(*) {task} AND status = 'READY'") == [(0,)], what="an empty queue")
        return portal.rows(f"SELECT count(DISTINCT worker_ids::text) {task}") == [(2,)]

    return any(both() for _ in range(5)) and not portal.rows(f"SELECT 1 {task} AND status = 'FAILED'")


_QUEUE = """
import bench.ready
from accounts.tasks import mail_reset_link
for number in range(400):
    mail_reset_link.enqueue("officer@bench.invalid")
"""

if __name__ == "__main__":
    sys.exit(main())
