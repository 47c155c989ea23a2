"""What single papers of the year say: registration, receipt, answer, meeting, breach, guidance, proposal."""

import pytest

from accounts.models import Recusal
from appraisal.year_meeting import meeting_facts, meeting_sections
from tests.factories.accounts import GRANTED, team_lead
from tests.papers.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SAYS = {
    "communes.registration_letter": [
        "Số: ....../UBND",
        "V/v đăng ký đạt chuẩn “Chính quyền thân thiện” năm 2026",
        "Kính gửi: Sở Nội vụ",
        "năm 2026 ở Mức 2 (từ 85 điểm).",
        "PHỤ LỤC KẾ HOẠCH THỰC HIỆN “CHÍNH QUYỀN THÂN THIỆN” NĂM 2026 (Kèm theo Công văn số ....../UBND",
        "1. Mục tiêu",
    ],
    "evidence.receipt": [
        "GIẤY BIÊN NHẬN",
        "1 Mã biên nhận",
        "5 Tổng điểm tự chấm 95,00/100 điểm",
        "không phải là số của sổ đăng ký văn bản đến",
    ],
    "evidence.answer": [
        "V/v giải trình kết quả tạm chấm “Chính quyền thân thiện” năm 2026",
        "Kính gửi: Tổ thẩm định",
        "I.1 Nội dung I.1 10,00 2,00 Bổ sung biên bản nghiệm thu. ......",
    ],
    "appraisal.year_meeting": [
        "BIÊN BẢN Họp Tổ thẩm định kết quả xây dựng “Chính quyền thân thiện” cấp xã",
        "2. Có mặt: ......; vắng mặt: ...... (lý do:",
        "1. Hồ sơ được giao thẩm định: 7; đã thẩm định xong: 7; đã thống nhất kết quả: 7.",
        "98,00 96,25 −1,75 Mức 4",
        "99,00 99,00 0,00 Có vi phạm: không xét, không đạt chuẩn",
        "(số đơn vị): Mức 4: 1; Mức 3: 2; Mức 2: 1; Mức 1: 1; Không đạt chuẩn: 1.",
        "THƯ KÝ CHỦ TRÌ",
    ],
    "appraisal.breach_record": [
        "BIÊN BẢN Ghi nhận vi phạm trong xét công nhận",
        "1 Người vi phạm là tập thể hoặc cá nhân cán bộ, công chức 12/QĐ-KL",
        "Xác nhận vi phạm: đơn vị không được xét đánh giá năm 2026, xếp loại không đạt chuẩn.",
    ],
    "scoring.guidance": [
        "Số: ....../HD-SNV Hải Phòng, ngày .... tháng .... năm ....",
        "HƯỚNG DẪN Chấm điểm các tiêu chí",
        "theo bước 0,25 điểm",
        "Văn bản, hình ảnh Chấm 10 điểm khi đủ hồ sơ và nộp đúng hạn.",
    ],
    "scoring.proposal": [
        "TỜ TRÌNH Về việc điều chỉnh Bảng thang điểm",
        "2. Điều chỉnh điểm chuẩn của 02 nội dung (chuyển 3 điểm giữa các nội dung)",
        "I.1 Nội dung I.1 10,00 13,00 +3,00",
        "Gợi ý chấm điểm: Chấm theo số hồ sơ đúng hạn.",
        "PHỤ LỤC BẢNG THANG ĐIỂM “CHÍNH QUYỀN THÂN THIỆN” (DỰ THẢO)",
    ],
}


@pytest.mark.parametrize("name", SAYS)
def test_it_says_what_is_on_record(name, every_paper):
    text = text_of(every_paper[name].pdf).replace("\u00a0", " ")

    assert [words for words in SAYS[name] if words not in text] == []


def test_whoever_may_not_know_of_a_dossier_writes_no_minutes_on_it(year):
    lead, code = team_lead(), year.units["level_4"].commune.code
    Recusal.objects.create(user=lead, unit_code=code, reason="Người nhà", declared_at=GRANTED)
    facts = meeting_facts(year.cycle, reader=lead)
    decided = next(section for section in meeting_sections(facts) if section.key == "decided")

    assert (len(facts.dossiers), facts.kept_out) == (6, 1)
    assert "Không gồm 01 hồ sơ mà người lập biên bản không tham gia thẩm định" in decided.text
