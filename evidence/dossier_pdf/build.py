"""Build the PDF: the files' pages chapter by chapter into one growing file, then its own pages, page order and outline.

Finished chapters are recorded in a journal beside the file. After an interruption, the next run keeps the chapters that
are still unchanged and complete, and continues after them.
"""

import fcntl
import io
import json
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from documents.pdf import lay_out
from evidence.dossier_pdf.contents import Chapter, Contents, ContentsItem
from evidence.dossier_pdf.dividers import COVER, EVIDENCE, SHEET, Bound, Layout, laid_out, notice_of
from evidence.dossier_pdf.pages import LOST, NONE, Binder, count_pages
from evidence.dossier_pdf.stamps import StampFont, stamp_of
from evidence.dossier_pdf.writer import CATALOG, PAGES, SAVE_STATE, PdfFile, PdfPage

Progress = Callable[[int, int], None]
_BLOCK = 2**20
# Units of work besides one per entry: the layout of the generated pages, and the final page order.
_LAST_UNITS = 2


@dataclass(frozen=True, slots=True)
class Made:
    """A finished PDF on the local disk, and its facts."""

    path: Path
    pages: int
    notices: int
    lost: int


def bind(contents: Contents, *, folder: Path, progress: Progress, now: datetime) -> Made:
    """Build the PDF in a folder of its own; `progress` receives the done and total units, and may raise to stop.

    An interrupted build in the folder is continued.
    """
    work = _Work(contents, folder, progress, now)
    try:
        work.bind_files()
        return work.finish()
    finally:
        work.pdf.close()


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """One build at a time per folder on this machine: a second one waits. If a process dies, its lock is released."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.mkdir(mode=0o700, exist_ok=True)
        yield


def clear(folder: Path) -> None:
    """Delete the unfinished or finished build in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".lock").unlink(missing_ok=True)


class _Work:
    def __init__(self, contents: Contents, folder: Path, progress: Progress, now: datetime):
        self.contents, self.path, self._journal = contents, folder / "dossier.pdf", folder / "journal"
        self.pages: dict[str, list[PdfPage]] = {}
        self.bound: dict[str, Bound] = {}
        self._done, self._all, self._report_progress = 0, sum(1 for _ in contents.entries) + _LAST_UNITS, progress
        kept = list(_kept(self.path, self._journal, contents.chapters))
        offsets = [offset for line in kept for offset in line["offsets"]]
        self._noted = len(offsets)
        self.pdf = PdfFile(self.path, offsets=offsets, end=kept[-1]["end"] if kept else 0)
        self.pdf.sum = kept[-1]["sum"] if kept else self.pdf.sum
        self._binder = Binder(self.pdf, now)
        self._begun = len(kept)
        for chapter, line in zip(contents.chapters, kept, strict=False):
            for entry, bound in zip(chapter.entries, line["entries"], strict=True):
                self._keep(entry, [PdfPage(**page) for page in bound["pages"]], bound["why"])
        self._rewrite_journal(kept)

    def _rewrite_journal(self, kept) -> None:
        """A line cut off by a crash, or of a changed chapter, makes the lines after it useless."""
        self._journal.write_text("".join(f"{json.dumps(line)}\n" for line in kept), encoding="ascii")

    def _keep(self, entry: ContentsItem, pages: list[PdfPage], why: str) -> None:
        self.pages[entry.key], self.bound[entry.key] = pages, Bound(len(pages), why)
        self._done += 1

    def bind_files(self) -> None:
        """Write the pages of every file, chapter by chapter.

        A chapter is recorded after its last page is on the disk.
        """
        self._report_progress(self._done, self._all)
        with self._journal.open("a", encoding="ascii") as journal:
            for chapter in self.contents.chapters[self._begun :]:
                bound = [self._bind(entry) for entry in chapter.entries]
                self.pdf.flush()
                line = {"chapter": chapter.digest, "end": self.pdf.end, "sum": self.pdf.sum, "entries": bound}
                journal.write(json.dumps(line | {"offsets": self.pdf.offsets[self._noted :]}) + "\n")
                journal.flush()
                self._noted = len(self.pdf.offsets)

    def _bind(self, entry: ContentsItem) -> dict:
        pages, why = self._binder.pages_of(entry)
        self._keep(entry, pages, why)
        self._report_progress(self._done, self._all)
        return {"pages": [page.plain() for page in pages], "why": why}

    def finish(self) -> Made:
        """Write the generated pages, every page's stamp and position, the outline, and the end of the file."""
        layout, parts = laid_out(self.contents, self.bound)
        counts = dict(layout.runs)
        for sections in parts:
            own = self._binder.own(io.BytesIO(sections.pdf()))
            for key, start in sections.starts.items():
                self.pages[key] = own[start : start + counts[key]]
        self._report_progress(self._all - 1, self._all)
        _Order(self.pdf, layout, self.pages).write()
        with self.path.open("rb") as whole:
            counted = count_pages(whole)
        if counted != layout.pages:
            raise RuntimeError(f"{counted} pages were bound, not {layout.pages}")
        self._report_progress(self._all, self._all)
        whys = [bound.why for bound in self.bound.values()]
        return Made(self.path, layout.pages, sum(why not in ("", NONE) for why in whys), whys.count(LOST))


def _kept(path: Path, journal: Path, chapters: tuple[Chapter, ...]) -> Iterator[dict]:
    """The recorded chapters of an earlier build, as long as they are unchanged and their bytes complete."""
    if not path.exists() or not journal.exists():
        return
    with path.open("rb") as written, journal.open(encoding="ascii", errors="replace") as lines:
        place = checksum = 0
        for chapter, text in zip(chapters, lines, strict=False):
            try:
                line = json.loads(text)
                if line["chapter"] != chapter.digest or len(line["entries"]) != len(chapter.entries):
                    return
                place, checksum = line["end"], _sum(written, line["end"] - place, checksum)
            except (ValueError, KeyError, TypeError):
                return
            if checksum != line["sum"]:
                return
            yield line


def _sum(file, length: int, checksum: int) -> int:
    while length > 0 and (block := file.read(min(length, _BLOCK))):
        checksum = zlib.crc32(block, checksum)
        length -= len(block)
    return checksum if not length else -1


class _Order:
    """Write every page in its position, which is known only when all pages exist."""

    def __init__(self, file: PdfFile, layout: Layout, pages: dict[str, list[PdfPage]]):
        self._file, self._layout, self._pages = file, layout, pages
        self._stamps = dict(_stamps(layout))
        letters = " ".join(sorted(set("0123456789/").union(*self._stamps.values()) - {" "}))
        sheet = lay_out("evidence/dossier_pdf/letters.html", {"letters": letters}, sheet=SHEET)
        self._font = StampFont(sheet.pdf())

    def write(self) -> None:
        file = self._file
        self._font.write(file)
        file.put_stream(SAVE_STATE, b"", b"q")
        numbers = []
        for key, _ in self._layout.runs:
            for page in self._pages[key]:
                numbers.append(page.number)
                self._write_page(page, key, len(numbers))
        kids = b" ".join(b"%d 0 R" % number for number in numbers)
        file.put(PAGES, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(numbers), kids))
        outline = Outline(file, {key: pages[0].number for key, pages in self._pages.items() if pages})
        root = outline.write(_outline_of(self._layout))
        catalog = b"/Type /Catalog /Pages %d 0 R /Outlines %d 0 R /PageMode /UseOutlines /Lang (vi)" % (PAGES, root)
        file.put(CATALOG, b"<< %s /ViewerPreferences << /DisplayDocTitle true >> >>" % catalog)
        file.finish(b"<< /Title %s >>" % _text(self._layout.title), self._layout.contents.digest)

    def _write_page(self, page: PdfPage, key: str, place: int) -> None:
        text = f"{self._stamps[key]}{place}/{self._layout.pages}"
        drawn = b"Q" if key == COVER else stamp_of(page, text, self._font)
        self._file.put_stream(page.stamp, b"", drawn)
        says = page.says.encode("latin-1")
        if notes := [note.encode("latin-1") for note in page.notes] + [self._link(*link) for link in page.links]:
            says += b" /Annots [%s]" % b" ".join(notes)
        contents = b" ".join(b"%d 0 R" % number for number in (SAVE_STATE, *page.contents, page.stamp))
        fields = b"<< /Type /Page /Parent %d 0 R %s /Contents [%s] >>" % (PAGES, says, contents)
        self._file.put(page.number, fields)

    def _link(self, key: str, rect: list[float]) -> bytes:
        target = self._pages[key][0].number
        place = b" ".join(b"%.2f" % side for side in rect)
        return b"<< /Type /Annot /Subtype /Link /Border [0 0 0] /Rect [%s] /Dest [%d 0 R /Fit] >>" % (place, target)


def _stamps(layout: Layout) -> Iterator[tuple[str, str]]:
    """The text of each run's stamp before the page number."""
    facts = layout.contents.facts
    whose = f"{facts.unit[0].upper()}{facts.unit[1:]} · {facts.year}"
    yield from ((key, f"{whose} · ") for key, _ in layout.runs)
    for chapter in layout.contents.chapters:
        name = chapter.code if chapter.row else chapter.title
        yield chapter.key, f"{whose} · {name} · "
        for entry in chapter.entries:
            which = f"{chapter.row.evidence_set} · Tài liệu {entry.number}" if chapter.row else name
            which += " (dự thảo, chưa ký)" if entry.draft else ""
            yield entry.key, f"{whose} · {which} · "
            yield notice_of(entry), f"{whose} · {which} · "


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark and those below it; `key` is the run of pages that it links to."""

    title: str
    key: str
    below: tuple["Mark", ...] = ()


def _outline_of(layout: Layout) -> list[Mark]:
    """The decree's four components; below the last the groups, their criteria, their items."""
    papers = [Mark(chapter.title, layout.target_of(chapter.entries[0])) for chapter in layout.contents.papers]
    groups = tuple(_mark(layout, chapter) for chapter in layout.contents.criteria if chapter.depth == 1)
    return [*papers, *([Mark(EVIDENCE, groups[0].key, groups)] if groups else [])]


def _mark(layout: Layout, chapter: Chapter) -> Mark:
    below = [
        _mark(layout, other) for other in layout.contents.criteria if other.code.rpartition(".")[0] == chapter.code
    ]
    items = [Mark(f"{entry.number}. {entry.label}", layout.target_of(entry)) for entry in chapter.entries]
    return Mark(chapter.code_and_title, chapter.key, (*items, *below))


class Outline:
    """Write bookmarks; those below the four components are collapsed."""

    def __init__(self, file: PdfFile, pages: dict[str, int]):
        self._file, self._pages = file, pages

    def write(self, marks: list[Mark]) -> int:
        """The object number of the outline's root."""
        root = self._file.reserve()
        first, last = self._level(marks, root)
        self._file.put(root, b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (first, last, len(marks)))
        return root

    def _level(self, marks, parent: int) -> tuple[int, int]:
        numbers = [self._file.reserve() for _ in marks]
        for place, (mark, number) in enumerate(zip(marks, numbers, strict=True)):
            says = [
                b"/Title %s /Parent %d 0 R /Dest [%d 0 R /Fit]" % (_text(mark.title), parent, self._pages[mark.key])
            ]
            says += [b"/Prev %d 0 R" % numbers[place - 1]] if place else []
            says += [b"/Next %d 0 R" % numbers[place + 1]] if place + 1 < len(numbers) else []
            if mark.below:
                ends = self._level(mark.below, number)
                says.append(b"/First %d 0 R /Last %d 0 R /Count %d" % (*ends, -len(mark.below)))
            self._file.put(number, b"<< %s >>" % b" ".join(says))
        return numbers[0], numbers[-1]


def _text(text: str) -> bytes:
    return b"<feff%s>" % text.encode("utf-16-be", "replace").hex().encode()
