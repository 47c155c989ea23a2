"""The search at 114 units with 25,000 files on PostgreSQL: time per request, as an officer and as an editor."""

import json
import random
import statistics
import sys
import time

from django.db import connection
from django.utils import timezone

import bench.ready  # noqa: F401 (before any model)
from accounts.models import User
from bench.client import Client
from bench.servers import PORT, postgres, python, serving
from documents.models import Inspection, Preview, StoredFile
from evidence.models import EvidenceItem
from scoring.models import SelfScore
from search.indexing import rebuild_index

FILES = 25_000
ROUNDS = 30
WORDS = """
bao cao ket qua thuc hien ke hoach cai cach hanh chinh nam cua uy ban nhan dan phuong ve viec trien khai tiep cong dan
giai quyet thu tuc ho so truc tuyen dung han chuyen doi so nep song van minh do thi bien ban hoi nghi doi thoai
"""
ASKED = {
    "a common word": "bao cao",
    "five common words": "ke hoach cai cach hanh chinh",
    "a rare word": "tep17",
    "words in a row": '"uy ban nhan dan phuong"',
    "a unit": "phuong hai duong",
    "nothing": "khong ton tai",
}


def main() -> None:
    with postgres(114) as url:
        world = json.loads(python(url, "bench.build", "114"))
        seconds = float(python(url, "bench.search", "fill"))
        print(f"\n## Search, PostgreSQL, 114 units, {FILES:,} files (indexed in {seconds:.0f} s)\n")
        print("| what | role | median ms | 95 % ms |\n|---|---|---:|---:|")
        with serving(url):
            for role in ("officer", "commune_editor"):
                client = Client(PORT, world["cookies"][role])
                for what, words in ASKED.items():
                    path = f"/search/?q={words.replace(' ', '+').replace(chr(34), '%22')}"
                    times = [client.get(path).ms for _ in range(ROUNDS + 3)][3:]
                    slow = statistics.quantiles(times, n=20)[18]
                    print(f"| {what} | {role} | {statistics.median(times):.1f} | {slow:.1f} |", flush=True)


def fill() -> float:
    """25,000 files, each with a page of text of its own, as evidence; the seconds that their index takes."""
    chance, now, by = random.Random(7), timezone.now(), User.objects.first()  # noqa: S311
    contents = Inspection.objects.bulk_create(
        (Inspection(sha256=f"{number:064x}", state="clean", scanned_at=now) for number in range(FILES)), batch_size=1000
    )
    texts = (" ".join([*chance.choices(WORDS.split(), k=300), f"tep{number}"]) for number in range(FILES))
    made = {"state": "made", "made_at": now, "source": "inside", "pages": 1}
    Preview.objects.bulk_create(
        (Preview(inspection=one, text=text, key=text, **made) for one, text in zip(contents, texts, strict=True)),
        batch_size=1000,
    )
    files = StoredFile.objects.bulk_create(
        (
            StoredFile(sha256=one.sha256, content=f"content/{one.sha256}", name=f"bao-cao-{place}.pdf", size=1000,
                       media_type="application/pdf", stored_at=now, stored_by=by, inspection=one)
            for place, one in enumerate(contents)
        ),
        batch_size=1000,
    )  # fmt: skip
    scores = list(SelfScore.objects.values_list("pk", flat=True))
    EvidenceItem.objects.bulk_create(
        (
            EvidenceItem(score_id=scores[place % len(scores)], file=file, position=place, added_at=now, added_by=by)
            for place, file in enumerate(files)
        ),
        batch_size=1000,
    )
    begun = time.perf_counter()
    rebuild_index()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.perf_counter() - begun


if __name__ == "__main__" and sys.argv[1:] == ["fill"]:
    print(fill())
