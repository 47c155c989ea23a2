"""A plain HTTP client that keeps its connection open and measures the time of each response."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

TOKEN = "a" * 32


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: milliseconds, status, queries, bytes, the body, and its htmx headers."""

    ms: float
    status: int
    queries: int
    size: int
    body: bytes
    trigger: str


class Client:
    """One person at one keyboard; stops at 30 seconds per response."""

    def __init__(self, port: int, cookie: str):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Cookie": f"sessionid={cookie}; csrftoken={TOKEN}"}

    @cached_property
    def key(self) -> str:
        """The hidden values of this person's forms, read from a page."""
        return re.search(rb'data-form-key="([^"]+)"', self.get("/accounts/profile/").body)[1].decode()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def get_piece(self, path: str) -> Answer:
        """What htmx requests: the part of the page that changes."""
        return self._ask("GET", path, None, {"HX-Request": "true"})

    def post(self, path: str, fields: dict) -> Answer:
        headers = {"X-CSRFToken": TOKEN, "X-Form-Key": self.key, "HX-Request": "true"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._ask("POST", path, urlencode(fields), headers)

    def post_plain(self, path: str, fields: dict) -> Answer:
        """What a phone without scripts and without an account sends."""
        return self._ask("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None, headers: dict) -> Answer:
        started = time.perf_counter()
        self.line.request(method, path, body, self.headers | headers)
        response = self.line.getresponse()
        content = response.read()
        ms = 1000 * (time.perf_counter() - started)
        queries, trigger = int(response.headers.get("X-Queries", 0)), response.headers.get("HX-Trigger", "")
        return Answer(ms, response.status, queries, len(content), content, trigger)


def together(works: Iterable[Callable[[], list[Answer]]]) -> tuple[list[Answer], float]:
    """Run all works at once, one thread each; returns every response, and the seconds it took."""
    answers: list[Answer] = []
    lock = threading.Lock()

    def run(work: Callable[[], list[Answer]]) -> None:
        got = work()
        with lock:
            answers.extend(got)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - started
