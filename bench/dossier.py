"""Build the PDF of a dossier of 500 MB, compared with qpdf merging the same pages."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from bench.servers import python, sqlite

MAX_RATIO = 1.5


def main() -> None:
    if not shutil.which("qpdf"):
        raise SystemExit("The book is measured against the qpdf command, which is not here: apt-get install qpdf")
    with tempfile.TemporaryDirectory(dir="var") as name, sqlite(20) as url:
        folder = Path(name).resolve()
        os.environ |= {"MEDIA_ROOT": str(folder / "media"), "UPLOAD_PARTS_DIR": str(folder / "parts")}
        python(url, "bench.build", "20")
        facts = json.loads(python(url, "bench.dossier_pdf"))
    print(f"\n## A dossier of {facts['files']} files, {facts['megabytes']:.0f} MB, {facts['pages']:,} pages\n")
    print("| the best of three | seconds | MB above idle |\n|---|---:|---:|")
    print(f"| the book, from the wish to the store | {facts['book']:.1f} | {facts['memory']:.0f} |")
    print(f"| the qpdf command, merging the same pages | {facts['qpdf']:.1f} | |")
    print(f"\nThe book takes {facts['book'] / facts['qpdf']:.2f} times as long (the aim: at most {MAX_RATIO}).")
