"""Text of scans and photos, by OCRmyPDF and Tesseract where they are installed with Vietnamese."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from documents.sandbox import programs

READER = "ocr"
"""The name under which a scan that could not be read is remembered (`documents.models.FailedReading`)."""
LANGUAGES = "vie"
MAX_PAGES = 50
_SECONDS = 600
_SECONDS_A_PAGE = 60
_MEGABYTES = 3072
_MAX_MEGAPIXELS = 100
# Resolution for a picture that has none: that of an A4 sheet that fills a photo of 8 megapixels.
_DPI = 250


class NotReadError(Exception):
    """The scan could not be read."""


@cache
def is_on() -> bool:
    """True where OCRmyPDF and Tesseract are installed, with Vietnamese."""
    reader, engine = shutil.which("ocrmypdf"), shutil.which("tesseract")
    if not reader or not engine:
        return False
    try:
        languages = subprocess.run([engine, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return LANGUAGES in languages.stdout.split()


def text_of(source: Path, *, pages: Sequence[int], folder: Path) -> dict[int, str]:
    """The text on these pages of a PDF (from 1), or of a picture (page 1); the file is not changed.

    Text of signature stamps is included; at most `MAX_PAGES` pages.

    Raises:
        NotReadError: OCR failed.
        TimedOutError: it took too long.
    """
    sidecar, wanted = folder / "text.txt", pages[:MAX_PAGES]
    command: list[str | Path] = [
        *("ocrmypdf", "--quiet", "--language", LANGUAGES, "--jobs", "1", "--force-ocr", "--rotate-pages", "--deskew"),
        *("--output-type", "none", "--sidecar", sidecar, "--tesseract-timeout", str(_SECONDS_A_PAGE)),
        *("--max-image-mpixels", str(_MAX_MEGAPIXELS), "--image-dpi", str(_DPI)),
        *("--pages", ",".join(map(str, wanted)), source, "-"),
    ]
    code, output = programs.run(command, folder=folder, seconds=_SECONDS, megabytes=_MEGABYTES, reads=[source])
    if code or not sidecar.exists():
        raise NotReadError(output)
    texts = sidecar.read_text("utf-8", "replace").split("\f")
    return {page: texts[page - 1] for page in wanted if page <= len(texts)}
