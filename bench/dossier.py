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
        raise SystemExit("The PDF is measured against the qpdf command, which is not here: apt-get install qpdf")
    with tempfile.TemporaryDirectory(dir="var") as name, sqlite(20) as url:
        folder = Path(name).resolve()
        os.environ |= {"MEDIA_ROOT": str(folder / "media"), "UPLOAD_PARTS_DIR": str(folder / "parts")}
        python(url, "bench.build", "20")
        facts = json.loads(python(url, "bench.dossier_pdf"))
    print(f"\n## A dossier of {facts['files']} files, {facts['megabytes']:.0f} MB, {facts['pages']:,} pages\n")
    print("| the best of three | seconds | MB above idle |\n|---|---:|---:|")
    print(f"| our writer, from the request to the store | {facts['writer']:.1f} | {facts['memory']:.0f} |")
    print(f"| of that, laying out covers, contents and dividers, which the others have not | {facts['layout']:.1f} | |")
    print(f"| pikepdf, a chapter at a time, then joined | {facts['pikepdf']:.1f} | {facts['pikepdf_memory']:.0f} |")
    print(f"| the qpdf command, merging the same pages | {facts['qpdf']:.1f} | |")
    copying = facts["writer"] - facts["layout"]
    print(
        f"\nOf the time of qpdf the writer takes {copying / facts['qpdf']:.2f} without them, "
        f"{facts['writer'] / facts['qpdf']:.2f} with them, and pikepdf "
        f"{facts['pikepdf'] / facts['qpdf']:.2f} (the aim: at most {MAX_RATIO})."
    )
