"""The people of the last day, in the database that DATABASE_URL names, and what is found of their work afterwards.

python -m bench.last_day_data begin COMMUNES PEOPLE APPRAISERS | reconcile FILE; each prints JSON.
"""

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

import bench.ready  # noqa: F401 (before any model)
from accounts.models import Membership, Role, User
from appraisal.models import AppraisalTeam, Review, ReviewScore, TeamMember
from bench.data import _cookie, build
from communes.models import Commune
from documents.models import StoredFile
from evidence.models import EvidenceItem
from scoring.models import SelfAssessment, SelfScore

# Criteria of at least half a point, without thresholds.
CRITERIA = [f"I.1.{number}" for number in range(1, 11)]
CRITERIA += [f"IV.3.{number}" for number in range(1, 7)] + [f"IV.2.{number}" for number in range(1, 5)]


def begin(communes: int, people: int, appraisers: int) -> dict:
    """A year in which so many communes write, and so many dossiers are appraised; who does what, with their cookies."""
    call_command("migrate", verbosity=0)
    world = build(communes + appraisers)
    with transaction.atomic():
        password = make_password("khong-dang-nhap-bang-mat-khau")
        codes = list(Commune.objects.order_by("code").values_list("code", flat=True)[: communes + appraisers])
        writing, appraised = codes[:communes], codes[communes:]
        _open(writing)
        writers = [
            {"unit": unit, "criteria": CRITERIA[place::people], "cookie": _person(unit, place, password)}
            for unit in writing
            for place in range(people)
        ]
        reviewers = [{"unit": unit, "cookie": _appraiser(unit, password)} for unit in appraised]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"writers": writers, "appraisers": reviewers, "criteria": CRITERIA, "leader": world.cookies["city_leader"]}


def _open(units: list[str]) -> None:
    Review.objects.filter(assessment__registration__commune__code__in=units).delete()
    SelfAssessment.objects.filter(registration__commune__code__in=units).update(
        state=SelfAssessment.State.OPEN, submitted_at=None, submitted_by=None
    )


def _user(name: str, role: str, unit: str, password: str) -> User:
    person = User.objects.create(email=f"{name}@load.invalid", full_name=f"Người dùng {name}", password=password)
    Membership.objects.create(user=person, role=role, unit_code=unit, granted_at=timezone.now())
    return person


def _person(unit: str, place: int, password: str) -> str:
    return _cookie(_user(f"unit-{unit}-{place}", Role.COMMUNE_EDITOR, unit, password))


def _appraiser(unit: str, password: str) -> str:
    person = _user(f"appraiser-{unit}", Role.APPRAISER, "", password)
    member = TeamMember.objects.create(team=AppraisalTeam.objects.get(), person=person)
    Review.objects.filter(assessment__registration__commune__code=unit).update(
        appraiser=member,
        state=Review.State.IN_PROGRESS,
        completed_at=None,
        completed_by=None,
        reconciled_at=None,
        reconciled_by=None,
    )
    SelfAssessment.objects.filter(registration__commune__code=unit).update(state=SelfAssessment.State.UNDER_APPRAISAL)
    return _cookie(person)


def reconcile(file: str) -> dict:
    """Compare what the portal acknowledged with the database and the store."""
    notes = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    last = {(note["what"], note["unit"], note["criterion"]): note for note in notes if note["what"] != "upload"}
    tried = Counter((note["what"], note["unit"], note["criterion"]) for note in notes if not note["acknowledged"])
    uploads = [note for note in notes if note["what"] == "upload"]
    lost = [_saved(note, tried[key]) for key, note in _acknowledged(notes).items()]
    lost += [_uploaded(note) for note in uploads]
    saves = sum(note["acknowledged"] for note in notes if note["what"] != "upload")
    return {
        "saves": saves,
        "scores": len(last),
        "uploads": len(uploads),
        "megabytes": sum(note["size"] for note in uploads) // 2**20,
        "lost": [fault for fault in lost if fault],
    }


def _acknowledged(notes: list[dict]) -> dict[tuple, dict]:
    """The last acknowledged save of each score."""
    kept = [note for note in notes if note["what"] != "upload" and note["acknowledged"]]
    return {(note["what"], note["unit"], note["criterion"]): note for note in kept}


def _saved(note: dict, tried: int) -> str:
    """Why the save is not there; saves that were not answered may have come after it."""
    if note["what"] == "self":
        rows = SelfScore.objects.filter(assessment__registration__commune__code=note["unit"])
    else:
        rows = ReviewScore.objects.filter(review__assessment__registration__commune__code=note["unit"])
    version, points = rows.values_list("version", "points").get(criterion__code=note["criterion"])
    if not note["version"] <= version <= note["version"] + tried:
        return f"{note}: version {version}"
    if version == note["version"] and points != float(note["points"].replace(",", ".")):
        return f"{note}: {points} points"
    return ""


def _uploaded(note: dict) -> str:
    """Why the file is not there."""
    items = EvidenceItem.objects.filter(
        score__assessment__registration__commune__code=note["unit"],
        score__criterion__code=note["criterion"],
        file__sha256=note["sha256"],
    )
    stored = StoredFile.objects.filter(sha256=note["sha256"]).first()
    if items.count() != 1 or stored is None:
        return f"{note}: not in the database"
    digest = hashlib.sha256()
    with stored.content.open() as content:
        for chunk in content.chunks(2**20):
            digest.update(chunk)
    return "" if digest.hexdigest() == note["sha256"] else f"{note}: not in the store"


if __name__ == "__main__":
    asked, *arguments = sys.argv[1:]
    print(json.dumps(begin(*map(int, arguments)) if asked == "begin" else reconcile(*arguments)))
