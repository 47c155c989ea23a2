"""A year's hand-over to the archive: a ZIP with its documents, the list of them, the hashes, and what the columns mean.

`records.package_check` reads the same package again.
"""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO

import pikepdf

from communes.models import Cycle
from documents.checks import archive_name, given_name
from documents.exports import Progress
from documents.models import Preview
from documents.pdf import paper_pdf
from documents.policies import held_for
from records.documents import Way, YearDocument, documents_of
from records.models import RegistryEntry
from records.registry import entries_of

LIST, SUMS, README = "danh-sach.csv", "SHA256SUMS", "DOC-TRUOC.txt"
FOLDERS = {Way.IN: "van-ban-den", Way.OUT: "van-ban-di"}
COLUMNS = {
    "stt": "Số thứ tự trong danh sách",
    "chieu": "Đến: văn bản gửi đến cơ quan; Đi: văn bản do cơ quan ban hành",
    "loai": "Tên loại văn bản",
    "so_ky_hieu": "Số, ký hiệu của văn bản, do cơ quan ban hành ghi; để trống nếu văn bản không có số",
    "ngay_van_ban": "Ngày, tháng, năm của văn bản (năm-tháng-ngày); với văn bản không ghi ngày là ngày gửi trên cổng",
    "tac_gia": "Cơ quan ban hành",
    "trich_yeu": "Trích yếu nội dung",
    "so_dang_ky": "Số đến hoặc số đi trong sổ đăng ký của cơ quan; để trống nếu chưa được nhập",
    "ngay_dang_ky": "Ngày vào sổ (năm-tháng-ngày)",
    "co_quan_dang_ky": "Cơ quan có sổ đăng ký",
    "so_trang": "Số trang; để trống nếu tệp không phải văn bản có trang hoặc chưa đếm được",
    "tep": "Đường dẫn của tệp trong gói; để trống nếu văn bản không có tệp",
    "dinh_dang": "Định dạng của tệp; PDF/A-2u là tệp do cổng lập để lưu trữ",
    "kich_thuoc": "Kích thước tệp (byte)",
    "sha256": "Giá trị băm SHA-256 của tệp, 64 ký tự hệ mười sáu",
    "ghi_chu": "Ghi chú: văn bản đã được đính chính, bị thu hồi, hoặc lý do không có tệp",
}
_HELD = "Tệp bị giữ lại do chưa qua kiểm tra vi-rút hoặc có vi-rút"
_LOST = "Không tìm thấy nội dung tệp trong kho"
_BLOCK = 2**20
_ABOUT = """GÓI TÀI LIỆU NỘP LƯU – CHÍNH QUYỀN THÂN THIỆN NĂM {year}

Lập ngày {day:%d/%m/%Y} lúc {day:%H:%M} từ cổng đánh giá Chính quyền thân thiện.

1. Nội dung
- {list}: danh sách văn bản, mỗi dòng một văn bản; CSV, mã hóa UTF-8 có BOM, phân cách bằng dấu phẩy.
- {arrived}/: văn bản đến. {left}/: văn bản đi, biên bản và bảng xếp hạng.
- {sums}: giá trị băm SHA-256 của mọi tệp trong gói, theo mẫu của lệnh sha256sum.
Tệp do người dùng gửi hoặc đã ký được giữ nguyên từng byte. Tệp do cổng lập có định dạng PDF/A-2u.
Tài liệu minh chứng của từng hồ sơ không nằm trong gói này: mỗi hồ sơ được tải riêng từ cổng.

2. Các cột của {list}
{columns}

3. Kiểm tra
- Bằng cổng: manage.py check_archive <đường dẫn gói>.
- Không cần cổng: giải nén rồi chạy sha256sum -c {sums}.
"""


@dataclass(frozen=True, slots=True)
class _Packed:
    path: str = ""
    kind: str = ""
    size: int = 0
    digest: str = ""
    pages: int = 0
    remark: str = ""


def packed_year(person: Any, cycle: Cycle, *, now: datetime, report_progress: Progress) -> BinaryIO:
    """The package, in a temporary file; `report_progress` gets the numbers of documents done and to be done."""
    output: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 (the caller reads and closes it)
    documents, entries = documents_of(person, cycle, now=now), entries_of(cycle)
    sums: dict[str, str] = {}
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        rows = []
        for place, document in enumerate(documents, start=1):
            packed = _pack(archive, place, document, person)
            if packed.path:
                sums[packed.path] = packed.digest
            rows.append(_row(place, document, entries.get(document.registry_key), packed))
            report_progress(place, len(documents))
        _write(archive, sums, LIST, _listed(rows))
        _write(archive, sums, README, _about(cycle, now).encode())
        archive.writestr(SUMS, "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())))
    output.seek(0)
    return output


def _pack(archive: zipfile.ZipFile, place: int, document: YearDocument, person: Any) -> _Packed:
    if document.file is not None:
        if held_for(document.file, person):
            return _Packed(remark=_HELD)
        name = archive_name(given_name(document.file.name, document.file.media_type))
        path = f"{FOLDERS[document.way]}/{place:04} {name}"
        try:
            with document.file.content.open() as content:
                size, digest = _copied(archive, path, content)
        except FileNotFoundError:
            return _Packed(remark=_LOST)
        return _Packed(path, document.file.media_type, size, digest, _pages(document), document.remark)
    if document.paper is not None:
        made = paper_pdf(document.paper(), for_archive=True)
        path = f"{FOLDERS[document.way]}/{place:04} {archive_name(document.kind)}.pdf"
        size, digest = _copied(archive, path, io.BytesIO(made))
        with pikepdf.open(io.BytesIO(made)) as pdf:
            return _Packed(path, "PDF/A-2u", size, digest, len(pdf.pages), document.remark)
    return _Packed(remark=document.remark)


def _pages(document: YearDocument) -> int:
    """Counted in confinement when the preview was made; files that people sent are not read here."""
    previews = Preview.objects.filter(inspection__files=document.file).values_list("pages", flat=True)
    return previews.first() or 0


def _copied(archive: zipfile.ZipFile, path: str, content: Any) -> tuple[int, str]:
    digest, size = sha256(), 0
    with archive.open(path, "w", force_zip64=True) as target:
        for block in iter(lambda: content.read(_BLOCK), b""):
            digest.update(block)
            size += target.write(block)
    return size, digest.hexdigest()


def _write(archive: zipfile.ZipFile, sums: dict[str, str], path: str, content: bytes) -> None:
    sums[path] = _copied(archive, path, io.BytesIO(content))[1]


def _row(place: int, document: YearDocument, entry: RegistryEntry | None, packed: _Packed) -> Mapping[str, object]:
    return {
        "stt": place,
        "chieu": "Đến" if document.way == Way.IN else "Đi",
        "loai": document.kind,
        "so_ky_hieu": document.number,
        "ngay_van_ban": document.dated.isoformat() if document.dated else "",
        "tac_gia": document.author,
        "trich_yeu": document.abstract,
        "so_dang_ky": entry.number if entry else "",
        "ngay_dang_ky": entry.registered_on.isoformat() if entry else "",
        "co_quan_dang_ky": entry.office if entry else "",
        "so_trang": packed.pages or "",
        "tep": packed.path,
        "dinh_dang": packed.kind,
        "kich_thuoc": packed.size or "",
        "sha256": packed.digest,
        "ghi_chu": packed.remark,
    }


def _listed(rows: list[Mapping[str, object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(COLUMNS))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _about(cycle: Cycle, now: datetime) -> str:
    return _ABOUT.format(
        year=cycle.year,
        day=now,
        list=LIST,
        sums=SUMS,
        arrived=FOLDERS[Way.IN],
        left=FOLDERS[Way.OUT],
        columns="\n".join(_described()),
    )


def _described() -> Iterator[str]:
    yield from (f"- {name}: {meaning}." for name, meaning in COLUMNS.items())
