"""How an office cites a piece of evidence: kind of paper, number, date, issuing body, subject.

Citations are always in Vietnamese, as the papers themselves are.
"""

from datetime import date, datetime
from typing import Protocol
from urllib.parse import urlsplit

from kernel.deadlines import CITY_ZONE

# The abbreviations of kinds of papers (Decree 30/2020/NĐ-CP, Appendix III).
_PAPERS = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QYĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTR": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTR": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
}
# An official letter shows its issuing body where other papers show their kind.
_BODIES = frozenset({"UBND", "HĐND", "TTPVHCC", "VP", "CA", "MTTQ"})


class Described(Protocol):
    """The parts of a citation."""

    @property
    def number(self) -> str: ...

    @property
    def dated(self) -> date | None: ...

    @property
    def issuer(self) -> str: ...

    @property
    def caption(self) -> str: ...

    @property
    def effective_on(self) -> date | None: ...

    @property
    def address(self) -> str: ...

    @property
    def seen_at(self) -> datetime | None: ...


def cite(item: Described, *, name: str = "") -> str:
    """The item as an office cites it; its file's `name` where no details were entered."""
    if item.address:
        return _with_caption(f"{host_of(item.address)} (xem ngày {_day(item.seen_at)})", item.caption, first=True)
    text = _document(item)
    if not text:
        text = item.caption or (name if item.effective_on else "")
    elif item.caption:
        text = _with_caption(text, item.caption)
    if text and item.effective_on and item.effective_on != item.dated:
        text += f" (có hiệu lực hoặc thực hiện ngày {_day(item.effective_on)})"
    return text or name


def _document(item: Described) -> str:
    if not (item.number or item.dated or item.issuer):
        return ""
    text = f"{document_kind_of(item.number)} số {item.number}" if item.number else "Văn bản"
    text += f" ngày {_day(item.dated)}" if item.dated else ""
    return text + (f" của {item.issuer}" if item.issuer else "")


def _with_caption(text: str, caption: str, *, first: bool = False) -> str:
    if not caption:
        return text
    if first:
        return f"{caption} – {text}"
    if caption.lower().startswith(("về ", "v/v ", "ban hành ", "phê duyệt ")):
        return f"{text} {caption[0].lower()}{caption[1:]}"
    return f"{text}: {caption}"


def document_kind_of(number: str) -> str:
    """The kind of paper from the symbol in its number: 12/QĐ-UBND is a decision."""
    symbol = number.rpartition("/")[2].strip()
    first = symbol.partition("-")[0].strip().upper()
    if first in _BODIES:
        return "Công văn"
    return _PAPERS.get(first, "Văn bản")


def host_of(address: str) -> str:
    """The host of a URL; a non-ASCII host is shown in its encoded form, so that it cannot imitate another."""
    host = urlsplit(address).hostname or ""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _day(moment: date | datetime | None) -> str:
    if isinstance(moment, datetime):
        moment = moment.astimezone(CITY_ZONE).date()
    return f"{moment:%d/%m/%Y}" if moment else ""
