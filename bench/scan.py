"""What ClamAV takes for files like those that communes send; the daemon is the one that CLAMD_URL names."""

import io
import os
import statistics
import time
from collections.abc import Iterator

import docx
import openpyxl

import bench.ready  # noqa: F401 (settings)
from bench.sample_files import SCAN, jpeg_of, scanned, unlike
from documents import clamd

ROUNDS = 20
_PAGE_KILOBYTES, _PHOTO_KILOBYTES = 850, 3500


def main() -> None:
    if not clamd.is_on():
        raise SystemExit("CLAMD_URL names no scanner: CLAMD_URL=unix:///run/clamav/clamd.ctl bin/bench scan")
    print(f"\n## {clamd.version()}\n\n| file | MB | median ms | 95 % ms |\n|---|---:|---:|---:|")
    for what, contents in _files():
        times, size = [], 0
        for content in contents:
            begun = time.perf_counter()
            verdict = clamd.scan(io.BytesIO(content))
            times.append((time.perf_counter() - begun) * 1000)
            size = len(content)
            if verdict != clamd.Verdict():
                raise SystemExit(f"{what}: {verdict}")
        slow = statistics.quantiles(times, n=20)[18]
        print(f"| {what} | {size / 2**20:.2f} | {statistics.median(times):.0f} | {slow:.0f} |", flush=True)


def _files() -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each kind, and contents that differ, because the daemon remembers what it has seen."""
    page, photo = jpeg_of(_PAGE_KILOBYTES * 1024, SCAN), jpeg_of(_PHOTO_KILOBYTES * 1024, (3000, 4000))
    yield "a scan of four pages (PDF)", (scanned(page) for _ in range(ROUNDS))
    yield "a photo of 12 megapixels (JPEG)", (unlike(photo) for _ in range(ROUNDS))
    yield "a report of twenty pages (DOCX)", (_report() for _ in range(ROUNDS))
    yield "a table of 2,000 rows (XLSX)", (_table() for _ in range(ROUNDS))


def _report() -> bytes:
    report, written = docx.Document(), io.BytesIO()
    for _ in range(200):
        report.add_paragraph(f"{os.urandom(4).hex()} Đơn vị đã công khai thủ tục hành chính tại bộ phận một cửa. " * 4)
    report.save(written)
    return written.getvalue()


def _table() -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    for row in range(2000):
        sheet.append([row, os.urandom(4).hex(), "Hồ sơ giải quyết đúng hạn", row * 7 % 100])
    book.save(written)
    return written.getvalue()


if __name__ == "__main__":
    main()
