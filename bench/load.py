"""bin/load: the last day, on a portal of real parts; reconciles every acknowledged write with database and store."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from bench.machines import Portal
from bench.servers import ROOT


def main() -> int:
    asked = _asked()
    with Portal(processes=asked.processes, workers=asked.workers, as_installed=True) as portal:
        world = begin(portal, asked)
        print(f"\n## The last day, {asked.times:g} times the ordinary hour, for {asked.minutes:g} min\n", flush=True)
        load = start_load(portal, world, seconds=asked.minutes * 60, times=asked.times, arriving=60)
        return report(portal, load, limit=asked.limit)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/load", description=__doc__)
    parser.add_argument("--communes", type=int, default=114, help="units that fill in their self-assessment")
    parser.add_argument("--people", type=int, default=3, help="people of each unit")
    parser.add_argument("--appraisers", type=int, default=30, help="each appraises another unit")
    parser.add_argument("--leaders", type=int, default=5)
    parser.add_argument("--citizens", type=int, default=50)
    parser.add_argument("--times", type=float, default=5, help="how much busier than an ordinary hour")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--processes", type=int, default=2, help="processes of the web server")
    parser.add_argument("--workers", type=int, default=1, help="workers of each kind of deploy/systemd")
    parser.add_argument(
        "--limit", type=float, default=300, help="milliseconds within which 95 %% of saves are answered"
    )
    return parser.parse_args()


def begin(portal: Portal, asked: argparse.Namespace, *, replica: bool = False) -> dict:
    """Fill the database, start the servers; who does what."""
    sizes = [str(number) for number in (asked.communes, asked.people, asked.appraisers)]
    world = portal.build("bench.last_day_data", "begin", *sizes)
    for person in world["appraisers"]:
        person["criteria"] = world["criteria"]
    world |= {"leaders": [{"cookie": world["leader"]}] * asked.leaders, "citizens": [{}] * asked.citizens}
    if replica:
        portal.add_replica()
    portal.begin()
    return world


def start_load(portal: Portal, world: dict, *, seconds: float, times: float, arriving: float = 5) -> subprocess.Popen:
    """Everybody comes within `arriving` seconds and works, in a process of its own; the figures begin with the last."""
    file = portal.folder / "world.json"
    file.write_text(json.dumps(world), encoding="utf-8")
    arguments = [str(word) for word in (portal.port, seconds, times, arriving, file, _notes(portal))]
    command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-W", "ignore", "-m", "bench.last_day", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603


def _notes(portal: Portal) -> Path:
    return portal.folder / "acknowledged.jsonl"


def report(portal: Portal, load: subprocess.Popen, *, limit: float, errors_allowed: bool = False) -> int:
    """Print what it cost and what is found afterwards; 1 where something is lost, refused or too slow."""
    printed, _ = load.communicate()
    done = json.loads(printed)
    reconciled = json.loads(portal.python("-m", "bench.last_day_data", "reconcile", str(_notes(portal))))
    print("| what | requests | failed | median ms | 95 % ms |\n|---|---:|---:|---:|---:|")
    for line in done["lines"]:
        print(f"| {line['name']} | {line['requests']:,} | {line['failures']} | {line['median']} | {line['p95']:.0f} |")
    for error in done["errors"]:
        print(error)
    saves = [line["p95"] for line in done["lines"] if line["name"].startswith("save")]
    slowest = max(saves, default=0)
    print(
        f"\n{reconciled['saves']:,} saves of {reconciled['scores']:,} scores and {reconciled['uploads']:,} files of "
        f"{reconciled['megabytes']:,} MB were acknowledged; {len(reconciled['lost'])} of them are not there.\n"
        f"95 % of the saves were answered within {slowest:.0f} ms (the aim: {limit:.0f})."
    )
    for fault in reconciled["lost"]:
        print(f"LOST {fault}")
    nothing = not reconciled["saves"] or not reconciled["uploads"]
    return int(bool(reconciled["lost"]) or nothing or slowest > limit or (bool(done["errors"]) and not errors_allowed))


if __name__ == "__main__":
    sys.exit(main())
