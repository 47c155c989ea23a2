"""Citizens' answers on PostgreSQL: the summary at growing numbers of answers; 200 people at once beside clerks."""

import json
import os
import random
import re
import statistics
import sys
import threading
import time

from bench import YEAR
from bench.client import Answer, Client
from bench.saving import accepted, self_saves
from bench.servers import PORT, postgres, python, serving

COMMUNES = 114
# Responses; each answers every question of the questionnaire, so a million answers are fewer responses.
SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 40
PEOPLE, TIMES = 200, 2
# Seconds that a person reads a question.
READING = (2.0, 5.0)
CLERKS = ("I.2.2", "I.2.3")
_FORM = re.compile(rb'name="form" value="([^"]+)"')
_AT = re.compile(rb'name="at" value="(\d+)"')
_CHOICE = re.compile(rb'name="answer" value="(\d+)"')


def main() -> None:
    sizes = [int(size) for size in os.environ.get("BENCH_ANSWERS", "").split()] or SIZES
    with postgres(COMMUNES) as url:
        world = json.loads(python(url, "bench.build", str(COMMUNES)))
        survey = json.loads(python(url, "bench.survey_data", "begin"))
        with serving(url):
            _summaries(url, world, survey, sizes)
            _load(url, world, survey)


def _summaries(url: str, world: dict, survey: dict, sizes) -> None:
    """The page of a commune's year with all its figures, which must not grow with the answers."""
    print(f"\n## The summary of a commune's surveys, PostgreSQL, load {os.getloadavg()[0]:.1f}\n")
    print("| responses | median ms | 95 % ms | queries | bytes |\n|---:|---:|---:|---:|---:|")
    there = 0
    for size in sizes:
        there = json.loads(python(url, "bench.survey_data", "fill", str(size - there)))["responses"]
        # Filling takes longer than the server keeps a connection open.
        editor = Client(PORT, world["cookies"]["commune_editor"])
        page = f"/surveys/{YEAR}/{survey['code']}/"
        accepted(editor.get(page))
        answers = [accepted(editor.get(page)) for _ in range(ROUNDS)]
        middle, slow = _middle_and_slow([answer.ms for answer in answers])
        print(f"| {there:,} | {middle:.1f} | {slow:.1f} | {answers[-1].queries} | {answers[-1].size} |", flush=True)


def _load(url: str, world: dict, survey: dict) -> None:
    """200 people answer with codes while clerks save; every answer that was thanked for must be there once."""
    alone = _clerks(world, seconds=20)
    codes = list(survey["codes"])
    taken: list[Answer] = []
    pages: list[float] = []
    lost: list[str] = []
    lock = threading.Lock()

    def person(number: int) -> None:
        time.sleep(random.uniform(0, READING[1]))  # noqa: S311 (people do not begin at the same moment)
        for turn in range(TIMES):
            try:
                last, shown = _answer(survey["answered"], codes[number * TIMES + turn])
            except Exception as failure:
                with lock:
                    lost.append(repr(failure))
            else:
                with lock:
                    taken.append(last)
                    pages.extend(shown)

    people = [threading.Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    beside: list[list[float]] = []
    clerks = threading.Thread(target=lambda: beside.append(_clerks(world, until=people)))
    for thread in (*people, clerks):
        thread.start()
    for thread in (*people, clerks):
        thread.join()
    stored = json.loads(python(url, "bench.survey_data", "reconcile"))
    _report(alone, beside[0], taken, pages, lost, stored)


def _answer(slug: str, code: str) -> tuple[Answer, list[float]]:
    """One person on one phone: the first page, each question after reading it, then the thanks."""
    phone, address = Client(PORT, ""), f"/k/{slug}/"
    shown = [accepted(phone.get(address)).ms]
    answer = phone.post_plain(address, {"lang": "vi", "code": code})
    while answer.status == 200:
        shown.append(answer.ms)
        time.sleep(random.uniform(*READING))  # noqa: S311 (how long people read)
        choices = [int(one) for one in _CHOICE.findall(answer.body)]
        fields = {"form": _FORM.search(answer.body)[1].decode(), "at": _AT.search(answer.body)[1].decode()}
        answer = phone.post_plain(address, fields | {"answer": random.choice(choices) if choices else ""})  # noqa: S311
    if answer.status != 302:
        raise RuntimeError(f"status {answer.status}")
    return answer, shown


def _clerks(world: dict, *, seconds: float = 0, until: list[threading.Thread] | None = None) -> list[float]:
    """Two clerks who save in turn, one save a second each: milliseconds of each save."""
    saves = [self_saves(Client(PORT, world["cookies"]["commune_editor"]), world, one) for one in CLERKS]
    times: list[float] = []
    ends = time.monotonic() + seconds
    time.sleep(0.5)
    while any(one.is_alive() for one in until) if until else time.monotonic() < ends:
        for save in saves:
            times.append(accepted(save()).ms)
            time.sleep(0.5)
    return times


def _report(alone, beside, taken, pages, lost, stored) -> None:
    print(f"\n## {PEOPLE} people answering at once, {TIMES} times each, beside clerks, load {os.getloadavg()[0]:.1f}\n")
    print("| what | number | median ms | 95 % ms |\n|---|---:|---:|---:|")
    rows = {
        "a question's page": pages,
        "the answer that is stored": [answer.ms for answer in taken],
        "a clerk's save alone": alone,
        "a clerk's save beside": beside,
    }
    for what, times in rows.items():
        middle, slow = _middle_and_slow(times)
        print(f"| {what} | {len(times)} | {middle:.1f} | {slow:.1f} |")
    whole = len(taken) == stored["responses"] == stored["codes"] == stored["counts"] and stored["agree"]
    print(f"\nThanked for {len(taken)}, stored {stored}: {'reconciled' if whole else 'NOT RECONCILED'}.")
    if lost or not whole:
        sys.exit(f"{len(lost)} people failed: {lost[:3]}")


def _middle_and_slow(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[18]
