"""The texts of this app's papers that the office owns."""

from django.utils.translation import gettext_lazy as _

from papers.office_texts import OfficeText, TextGroup

BREACH_SAMPLE, INQUIRY_SAMPLE = "appraisal.breach_notice", "appraisal.inquiry_letter"
TEAM_SAMPLE, VISIT_SAMPLE = "appraisal.team_decision", "appraisal.visit_record"
_SENTENCES = TextGroup.SENTENCES

TEXTS = {
    "team_recipients": OfficeText(
        _("Recipients of the team's letters"),
        TextGroup.RECIPIENTS,
        "Như trên\n{department}\nLưu: VT",
        BREACH_SAMPLE,
        has_lines=True,
    ),
    "team_tasks": OfficeText(
        _("Tasks of the team in the decision that sets it up"),
        _SENTENCES,
        "{team} có nhiệm vụ thẩm định hồ sơ tự chấm điểm của các đơn vị đã đăng ký, báo cáo kết quả theo quy trình; "
        "tự giải thể sau khi hoàn thành nhiệm vụ.",
        TEAM_SAMPLE,
    ),
    "team_execution": OfficeText(
        _("Who carries out the decision that sets up the team"),
        _SENTENCES,
        "Chánh Văn phòng Ủy ban nhân dân thành phố, Giám đốc {department}, các cơ quan, đơn vị có liên quan và các "
        "thành viên có tên tại Phụ lục chịu trách nhiệm thi hành Quyết định này./.",
        TEAM_SAMPLE,
    ),
    "inquiry_closing": OfficeText(
        _("End of a request for supplements or explanations"),
        _SENTENCES,
        "Đề nghị Ủy ban nhân dân đơn vị trả lời trên cổng chậm nhất hết {until}. Quá thời hạn, {team} xem xét theo "
        "hồ sơ hiện có./.",
        INQUIRY_SAMPLE,
        ("until",),
    ),
    "visit_closing": OfficeText(
        _("End of the record of a visit"),
        _SENTENCES,
        "Biên bản được lập thành 02 bản, đã đọc lại cho các bên cùng nghe, thống nhất; mỗi bên giữ 01 bản./.",
        VISIT_SAMPLE,
    ),
}
