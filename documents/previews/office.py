"""Office files as PDF, by LibreOffice where it is installed: no macros, no network, one at a time."""

import fcntl
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from documents.kinds import DOC, DOCX, PPT, PPTX, XLS, XLSX, FileKind
from documents.sandbox import programs
from kernel.problems import required

MAX_BYTES = 50 * 2**20
MAX_PAGES = 200
_SECONDS = 120
_MEGABYTES = 2048
_MODULES = {DOC: "writer", DOCX: "writer", XLS: "calc", XLSX: "calc", PPT: "impress", PPTX: "impress"}
RENEWED = {DOC: DOCX, XLS: XLSX, PPT: PPTX}
KINDS = {kind.media_type: kind for kind in _MODULES}
# The library of each component, beside the program; Debian and Ubuntu package them separately.
_LIBRARIES = {"writer": "libswlo.so", "calc": "libsclo.so", "impress": "libsdlo.so"}
_PROFILE = Path(__file__).with_name("office.xcu")
_alone = threading.Lock()


class NotConvertedError(Exception):
    """LibreOffice could not produce a PDF."""


def program() -> str | None:
    """The path of LibreOffice; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converts(kind: FileKind) -> bool:
    """True where LibreOffice is installed with the component for this kind."""
    path = program()
    if path is None:
        return False
    beside = Path(path).resolve().parent
    parts = {part for part, library in _LIBRARIES.items() if (beside / library).exists()}
    # Packaged in an unknown way: assume that it can.
    return not parts or _MODULES[kind] in parts


def to_pdf(source: Path, kind: FileKind, *, folder: Path) -> Path:
    """Convert a file into `folder`; the PDF's path.

    Raises:
        NotConvertedError: the file could not be read.
        TimedOutError: it took too long.
    """
    pages = json.dumps({"PageRange": {"type": "string", "value": f"1-{MAX_PAGES}"}})
    return _converted(source, f"pdf:{_MODULES[kind]}_pdf_Export:{pages}", folder / "made")


def renewed(source: Path, kind: FileKind, *, folder: Path) -> Path:
    """A file of an old format in the present one, in which fonts and letters can be read; the new file's path.

    Raises:
        NotConvertedError: the file could not be read.
        TimedOutError: it took too long.
    """
    return _converted(source, RENEWED[kind].extension, folder / "renewed")


def _converted(source: Path, target_kind: str, target: Path) -> Path:
    folder = target.parent
    profile = folder / "profile"
    shutil.rmtree(profile, ignore_errors=True)
    _write_profile(profile)
    target.mkdir()
    command: list[str | Path] = [
        required(program()),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nodefault", "--nolockcheck", "--nologo", "--nofirststartwizard"),
        *("--convert-to", target_kind),
        *("--outdir", target, source),
    ]
    with _one_at_a_time():
        _code, output = programs.run(command, folder=folder, seconds=_SECONDS, megabytes=_MEGABYTES)
    made = target / f"{source.stem}.{target_kind.partition(':')[0]}"
    if not made.exists() or not made.stat().st_size:
        raise NotConvertedError(output)
    return made


def _write_profile(profile: Path) -> None:
    """A separate profile for each file, so that no document can influence the next."""
    (profile / "user").mkdir(parents=True)
    shutil.copyfile(_PROFILE, profile / "user" / "registrymodifications.xcu")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One at a time among all workers of this machine, because it needs much memory and CPU."""
    place = Path(settings.VAR_DIR) / "run"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone, (place / "office.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
