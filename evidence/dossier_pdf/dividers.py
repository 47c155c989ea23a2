"""The generated pages: cover, contents, a page before each criterion, notices in place of files.

They show page numbers, and their own length changes those numbers: the layout is repeated until they are right.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from documents.models import Inspection
from documents.pdf import Sections, lay_out
from documents.readers import BROKEN, LOCKED, TOO_LARGE, TOO_SLOW
from evidence.dossier_pdf.contents import Chapter, Contents, ContentsItem
from evidence.dossier_pdf.pages import LOST, NONE, OTHER_KIND
from kernel.deadlines import CITY_ZONE
from kernel.problems import required

SHEET = Path(__file__).with_name("dossier_pdf.css")
COVER, TABLE = "cover", "contents"
EVIDENCE = "Tài liệu minh chứng"
WHY = {
    Inspection.State.INFECTED: "Tệp bị cách ly vì máy quét phát hiện mã độc.",
    Inspection.State.WAITING: "Khi lập quyển này, tệp chưa được quét vi-rút xong.",
    Inspection.State.FAILED: "Tệp chưa quét được vi-rút.",
    LOCKED: "Tệp PDF khóa bằng mật khẩu, không lấy được các trang.",
    BROKEN: "Tệp bị hỏng, không đọc được các trang.",
    TOO_LARGE: "Nội dung giải nén của tệp quá lớn, không lấy được các trang.",
    TOO_SLOW: "Đọc tệp mất quá nhiều thời gian, không lấy được các trang.",
    LOST: "Nội dung của tệp không còn trong kho lưu trữ.",
    NONE: "Chưa có bản ký, cũng chưa có bản in dự thảo.",
    OTHER_KIND: "Tệp không phải PDF hay hình ảnh; xem bản gốc.",
}
SHORT_WHY = {
    Inspection.State.INFECTED: "bị cách ly",
    Inspection.State.WAITING: "chưa quét vi-rút xong",
    Inspection.State.FAILED: "chưa quét được vi-rút",
    LOCKED: "khóa bằng mật khẩu",
    BROKEN: "tệp hỏng",
    TOO_LARGE: "giải nén ra quá lớn",
    TOO_SLOW: "đọc quá lâu",
    LOST: "không còn trong kho",
    NONE: "chưa có",
    OTHER_KIND: "xem tệp gốc",
}
# These files are still available in the archive.
_IN_ARCHIVE = (LOCKED, BROKEN, TOO_LARGE, TOO_SLOW, OTHER_KIND)
_MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class Bound:
    """The result for an entry: how many pages of its file are in the PDF, or why there are none."""

    pages: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that links to a page."""

    key: str
    label: str
    page: int
    depth: int = 3
    number: int = 0
    aside: str = ""
    is_paper: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Generated pages: before a criterion, or a notice about one entry."""

    key: str
    kind: str
    chapter: Chapter
    above: tuple[str, ...] = ()
    below: tuple[Line, ...] = ()
    items: tuple[Line, ...] = ()
    entry: ContentsItem | None = None
    why: str = ""
    path: str = ""

    @property
    def row(self):
        return self.chapter.row

    @property
    def seen(self) -> str:
        moment = self.entry.seen_at.astimezone(CITY_ZONE) if self.entry and self.entry.seen_at else None
        return f"{moment:%H:%M ngày %d/%m/%Y}" if moment else ""


class Layout:
    """The layout of the PDF: the position of every run of pages. `counts` are the lengths of the generated sections."""

    def __init__(self, contents: Contents, bound: Mapping[str, Bound], counts: Mapping[str, int]):
        self.contents, self._bound, self._counts = contents, bound, counts

    @property
    def title(self) -> str:
        facts = self.contents.facts
        return f"Hồ sơ “Chính quyền thân thiện” năm {facts.year} – {facts.unit}"

    @property
    def sent(self) -> str:
        moment = self.contents.sent_at
        return f"{moment.astimezone(CITY_ZONE):%H:%M ngày %d/%m/%Y}" if moment else ""

    @cached_property
    def runs(self) -> list[tuple[str, int]]:
        """Every run of pages in order: its key and its length."""
        runs = [(key, self._counts.get(key, 1)) for key in self.keys_of_own() if key in (COVER, TABLE)]
        for chapter in self.contents.chapters:
            if chapter.row:
                runs.append((chapter.key, self._counts.get(chapter.key, 1)))
            for entry in chapter.entries:
                if self.has_notice(entry):
                    runs.append((notice_of(entry), self._counts.get(notice_of(entry), 1)))
                if pages := self._bound[entry.key].pages:
                    runs.append((entry.key, pages))
        return runs

    @cached_property
    def starts(self) -> dict[str, int]:
        """The page on which each run begins, counted from 1."""
        starts, page = {}, 1
        for key, count in self.runs:
            starts[key] = page
            page += count
        return starts

    @property
    def pages(self) -> int:
        return sum(count for _, count in self.runs)

    def has_notice(self, entry: ContentsItem) -> bool:
        return bool(self._bound[entry.key].why or entry.address)

    def target_of(self, entry: ContentsItem) -> str:
        """The run in which an entry begins."""
        return notice_of(entry) if self.has_notice(entry) else entry.key

    def keys_of_own(self) -> Iterator[str]:
        """The generated sections, in order."""
        yield from (COVER, TABLE)
        for chapter in self.contents.chapters:
            if chapter.row:
                yield chapter.key
            yield from (notice_of(entry) for entry in chapter.entries if self.has_notice(entry))

    @property
    def lines(self) -> Iterator[Line]:
        """The table of contents: the decree's four components, with the criteria under the last."""
        for place, chapter in enumerate(self.contents.papers, start=1):
            entry = chapter.entries[0]
            aside = self.aside_of(entry)
            key = self.target_of(entry)
            yield Line(key, f"{place}. {chapter.title}", self.starts[key], 1, aside=aside, is_paper=True)
        first = self.contents.criteria[0].key if self.contents.criteria else TABLE
        yield Line(first, f"{len(self.contents.papers) + 1}. {EVIDENCE}", self.starts[first], 1, is_paper=True)
        for chapter in self.contents.criteria:
            yield self.line_of(chapter)

    def line_of(self, chapter: Chapter) -> Line:
        count, row = len(self._items_of(chapter)), required(chapter.row)
        aside = "đề nghị không áp dụng" if row.not_applicable else f"{count} tài liệu" if count else ""
        return Line(chapter.key, chapter.code_and_title, self.starts[chapter.key], chapter.depth, aside=aside)

    def aside_of(self, entry: ContentsItem) -> str:
        return SHORT_WHY.get(self._bound[entry.key].why, "") or ("dự thảo, chưa ký" if entry.draft else "")

    @property
    def sections(self) -> Iterator[Section]:
        """The generated pages after the table of contents."""
        for chapter in self.contents.chapters:
            if chapter.row:
                yield self._divider(chapter)
            for entry in chapter.entries:
                if self.has_notice(entry):
                    why = self._bound[entry.key].why
                    path = entry.path if why in _IN_ARCHIVE else ""
                    yield Section(notice_of(entry), "notice", chapter, entry=entry, why=WHY.get(why, ""), path=path)

    def _divider(self, chapter: Chapter) -> Section:
        by_code = {other.code: other for other in self.contents.criteria}
        parts = chapter.code.split(".")
        above = tuple(by_code[".".join(parts[:end])].code_and_title for end in range(1, len(parts)))
        below = [other for other in self.contents.criteria if other.code.rpartition(".")[0] == chapter.code]
        items = tuple(self._item(entry) for entry in self._items_of(chapter))
        return Section(chapter.key, "divider", chapter, above=above, below=tuple(map(self.line_of, below)), items=items)

    def _items_of(self, chapter: Chapter) -> tuple[ContentsItem, ...]:
        """The whole set for the criterion that an evidence set belongs to [dossier 4].

        Otherwise the row's own items.
        """
        if required(chapter.row).evidence_set != chapter.code:
            return chapter.entries
        in_set = (one for one in self.contents.criteria if required(one.row).evidence_set == chapter.code)
        return tuple(entry for other in in_set for entry in other.entries)

    def _item(self, entry: ContentsItem) -> Line:
        key = self.target_of(entry)
        return Line(key, entry.label, self.starts[key], number=entry.number, aside=self.aside_of(entry))


def notice_of(entry: ContentsItem) -> str:
    return f"n-{entry.key}"


def laid_out(contents: Contents, bound: Mapping[str, Bound]) -> tuple[Layout, tuple[Sections, Sections]]:
    """The layout with the page numbers that the generated pages show: those before the files, and those between them.

    The first are few and quick to lay out. Each of the others is assumed to be one page until it proves longer.
    """
    layout = Layout(contents, bound, {})
    front_counts = _counted([COVER, TABLE], _lay_out(layout, "front"))
    counts = front_counts
    for _ in range(_MAX_TRIES):
        layout = Layout(contents, bound, counts)
        among = [key for key in layout.keys_of_own() if key not in front_counts]
        rest = _lay_out(layout, "rest")
        new_counts = front_counts | _counted(among, rest)
        if all(new_counts[key] == counts.get(key, 1) for key in new_counts):
            return layout, (_lay_out(layout, "front"), rest)
        counts = new_counts
    raise RuntimeError("the page numbers of the generated pages do not converge")


def _lay_out(layout: Layout, part: str) -> Sections:
    context = {"layout": layout, "facts": layout.contents.facts, "part": part}
    return lay_out("evidence/dossier_pdf/pages.html", context, sheet=SHEET)


def _counted(keys: list[str], sections: Sections) -> dict[str, int]:
    """The number of pages of each section: up to the beginning of the next."""
    starts = [sections.starts[key] for key in keys] + [sections.count]
    return {key: starts[place + 1] - starts[place] for place, key in enumerate(keys)}
