"""The receipt of a dossier as a paper: the portal makes it, and its code is no number of a registry [R2]."""

from django.utils import timezone

from communes.issuers import FRIENDLY, department, department_head
from communes.paper_names import paper_name
from documents.numbers import points_text
from documents.papers import Block, Paper, PaperRow, PaperTable
from evidence.models import Receipt
from papers.kinds import Section, Typed
from papers.queries import check_of
from papers.texts import words_of

_NO_REGISTRY_NUMBER = (
    "Mã biên nhận do cổng tự sinh, không phải là số của sổ đăng ký văn bản đến; {office} ghi số đến riêng. Giấy biên "
    "nhận này xác nhận hồ sơ đã được gửi, không phải là kết quả thẩm định./."
)
_DIGEST_PART = 16


def no_sections(receipt: Receipt) -> tuple[Section, ...]:
    """A receipt says only what is on record."""
    return ()


def receipt_paper(receipt: Receipt, typed: Typed) -> Paper:
    """The receipt: the moment, the sender, the total, the files, and the hash of what was sent."""
    entry = receipt.assessment.of_registration
    year, unit = entry.cycle.year, paper_name(entry.commune)
    at = timezone.localtime(receipt.issued_at)
    sender = receipt.assessment.submitted_by
    digest = receipt.digest
    facts = (
        ("Mã biên nhận", receipt.code),
        ("Đơn vị gửi", f"Ủy ban nhân dân {unit}"),
        ("Thời điểm gửi", f"{at:%H} giờ {at:%M} phút {at:%S} giây, ngày {at:%d/%m/%Y}"),
        ("Người gửi", str(sender) if sender else ""),
        ("Tổng điểm tự chấm", f"{points_text(receipt.total, places=2)}/100 điểm"),
        ("Số tài liệu minh chứng", str(receipt.files_count)),
        ("Mã băm (SHA-256) của hồ sơ đã gửi", " ".join(_in_parts(digest))),
    )
    rows = tuple(PaperRow((str(place), *fact)) for place, fact in enumerate(facts, start=1))
    opening = (
        f"{department()} đã tiếp nhận trên cổng hồ sơ đề nghị thẩm định, công nhận {FRIENDLY} năm {year} của Ủy ban "
        f"nhân dân {unit}, gửi {words_of('city_committee')}:"
    )
    table = PaperTable(head=("TT", "Nội dung", "Thông tin"), rows=rows, widths=(12, 52, 0), words=(1, 2), size=13)
    return Paper(
        title=f"Giấy biên nhận hồ sơ {FRIENDLY} năm {year} – {unit}",
        kind="Giấy biên nhận",
        abstract=(f"Hồ sơ đề nghị thẩm định, công nhận {FRIENDLY} năm {year}",),
        body=(Block("text", opening), table, Block("note", _NO_REGISTRY_NUMBER.format(office=department()))),
        head=department_head(symbol="", number="", dated=at.date(), year=year),
        check=check_of(receipt.check_code),
    )


def _in_parts(digest: str) -> list[str]:
    return [digest[start : start + _DIGEST_PART] for start in range(0, len(digest), _DIGEST_PART)]
