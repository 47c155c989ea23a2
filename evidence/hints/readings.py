"""What a file's bytes reveal, read once per content: size, dates, blankness, signatures and similarity.

Each reader runs separately in the sandbox: where one fails, the others' results are kept and the failure is reported.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.dateparse import parse_datetime

from documents.kinds import PDF
from documents.models import StoredFile, Unread
from documents.pictures import is_picture
from documents.sandbox.reading import Reader, UnreadableError
from documents.services import read_stored
from documents.signatures import SIGNATURES, trust_roots
from evidence.hints.pictures import Hash

PICTURE = Reader("picture_look", "evidence.readers.pictures:look", seconds=20, megabytes=800)
CAMERA = Reader("picture_day", "evidence.readers.pictures:day", seconds=3, megabytes=200)
PAPER = Reader("paper_look", "evidence.readers.papers:look", seconds=20, megabytes=800)
PAPER_DAY = Reader("paper_day", "evidence.readers.papers:day", seconds=5, megabytes=300)
_OF_A_PAPER = 3


@dataclass(slots=True)
class FileFacts:
    """What was read. `dated_by` names the source of a date: "exif", "pdf" or "xmp".

    `unread` maps what was not read ("look", "day", "signatures") to the reason (`documents.models.Unread`).
    """

    is_paper: bool = False
    is_blank: bool = False
    is_typed: bool = False
    width: int = 0
    height: int = 0
    dated_on: date | None = None
    dated_by: str = ""
    signatures: list[dict] = field(default_factory=list)
    hashes: list[Hash] = field(default_factory=list)
    turned: list[Hash] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)

    @property
    def is_readable(self) -> bool:
        """True where it can be opened: not encrypted, and of a format that a reader supports."""
        if self.unread.get("look") == Unread.LOCKED:
            return False
        return "look" not in self.unread or (self.is_paper and len(self.unread) < _OF_A_PAPER)


def read(stored: StoredFile, *, now: datetime) -> FileFacts:
    """Read a picture or a PDF; other kinds give nothing.

    Raises:
        FileNotFoundError: its bytes are missing.
    """
    facts = FileFacts()
    if is_picture(stored.media_type):
        _picture(facts, stored, now)
    elif stored.media_type == PDF.media_type:
        facts.is_paper = True
        _paper(facts, stored, now)
    return facts


def _reading_of(facts: FileFacts, what: str, reader: Reader, stored: StoredFile, now: datetime, **options):
    """A reader's answer; None where it failed, which is recorded."""
    try:
        return read_stored(reader=reader, stored=stored, now=now, **options)
    except UnreadableError as failure:
        facts.unread[what] = failure.why
        return None


def _picture(facts: FileFacts, stored: StoredFile, now: datetime) -> None:
    if seen := _reading_of(facts, "look", PICTURE, stored, now):
        facts.width, facts.height, facts.is_blank = seen["width"], seen["height"], seen["is_blank"]
        facts.hashes, facts.turned = _hashes(seen["hashes"]), _hashes(seen["turned"])
    if reading := _reading_of(facts, "day", CAMERA, stored, now):
        facts.dated_on = _day(reading["day"], "%Y:%m:%d")
        facts.dated_by = "exif" if facts.dated_on else ""


def _hashes(plain) -> list[Hash]:
    return [Hash(*(int(number) for number in one)) for one in plain]


def _paper(facts: FileFacts, stored: StoredFile, now: datetime) -> None:
    if seen := _reading_of(facts, "look", PAPER, stored, now):
        looks = seen["pages"]
        facts.is_typed = "typed" in looks
        facts.is_blank = bool(looks) and all(look == "blank" for look in looks)
    if reading := _reading_of(facts, "day", PAPER_DAY, stored, now):
        for where, shape in (("pdf", "%Y%m%d"), ("xmp", "%Y-%m-%d")):
            if facts.dated_on is None and (day := _day(reading[where], shape)):
                facts.dated_on, facts.dated_by = day, where
    signatures = _reading_of(facts, "signatures", SIGNATURES, stored, now, roots=list(trust_roots()))
    facts.signatures = [_signature(one) for one in signatures or []]


def _signature(reading: dict) -> dict:
    """The date as stored; the moment only where it is one."""
    moment = parse_datetime(reading["signed_at"] or "")
    verdict = {name: bool(reading[name]) for name in ("is_stamped", "is_intact", "is_trusted")}
    return {"signer": str(reading["signer"])[:200], "signed_at": moment.isoformat() if moment else None} | verdict


def _day(written: str, shape: str) -> date | None:
    try:
        return datetime.strptime(written, shape).date()  # noqa: DTZ007 (only the day counts)
    except ValueError:
        return None
