"""Saving a score: as a part of the tables, and separately against the trivial view, alternating, on PostgreSQL."""

import json
import os
import statistics
from collections.abc import Callable
from itertools import cycle

from bench import YEAR
from bench.client import Answer, Client
from bench.servers import PORT, postgres, python, serving

COMMUNES = 114
ROUNDS = 300
LIMIT = 3.5


def main() -> None:
    with postgres(COMMUNES) as url:
        world = json.loads(python(url, "bench.build", str(COMMUNES)))
        with serving(url):
            editor = Client(PORT, world["cookies"]["commune_editor"])
            appraiser = Client(PORT, world["cookies"]["appraiser"])
            asked = {
                "trivial authenticated view": lambda: editor.get("/bench/trivial/"),
                "saving one score": self_saves(editor, world, "I.2.2"),
                "saving one appraisal score": review_saves(appraiser, world, "I.2.2"),
            }
            answers: dict[str, list[Answer]] = {what: [] for what in asked}
            for _ in range(ROUNDS):
                for what, ask in asked.items():
                    answers[what].append(accepted(ask()))
    trivial, *_ = (statistics.median(answer.ms for answer in given) for given in answers.values())
    print(f"\n## Saving, {ROUNDS} times in turn, PostgreSQL, load {os.getloadavg()[0]:.1f}\n")
    print("| what | median ms | 95 % ms | queries | times the trivial view |\n|---|---:|---:|---:|---:|")
    for what, given in answers.items():
        times = [answer.ms for answer in given]
        middle, slow = statistics.median(times), statistics.quantiles(times, n=20)[18]
        print(f"| {what} | {middle:.1f} | {slow:.1f} | {given[-1].queries} | {middle / trivial:.2f} |")
    print(f"\nThe bound is {LIMIT} times, without the trail's chain: four statements after each commit (decision 79).")


def accepted(answer: Answer) -> Answer:
    """The response, which must be a success."""
    if answer.status != 200:
        raise SystemExit(f"status {answer.status}: {answer.body[:500].decode(errors='replace')}")
    return answer


def self_saves(client: Client, world: dict, criterion: str, *, seen: int = 1) -> Callable[[], Answer]:
    """Each call saves the other of two values, and names the version it saw, which is `seen` at first."""
    path = f"/evidence/{YEAR}/{world['writing']}/self-assessment/{criterion}/score/"
    return _saves(client, path, {"explanation": "Đã thực hiện, có minh chứng kèm theo."}, seen)


def review_saves(client: Client, world: dict, criterion: str) -> Callable[[], Answer]:
    """The same on the team's page."""
    path = f"/appraisal/{YEAR}/{world['reviewing']}/review/{criterion}/score/"
    return _saves(client, path, {"explanation": "Minh chứng chưa đủ."})


def _saves(client: Client, path: str, fields: dict, first: int = 1) -> Callable[[], Answer]:
    """The stored scores begin at version 1; every response names the new version."""
    figures = cycle(("0,25", "0,5"))
    seen = {"version": first}

    def save() -> Answer:
        answer = client.post(path, fields | {"points": next(figures), "seen_version": seen["version"]})
        if answer.status == 200:
            seen["version"] = next(iter(json.loads(answer.trigger).values()))["version"]
        return answer

    return save
