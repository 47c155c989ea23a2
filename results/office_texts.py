"""The texts of this app's papers that the office owns."""

from django.utils.translation import gettext_lazy as _

from papers.office_texts import OfficeText, TextGroup

REPORT_SAMPLE, SUBMISSION_SAMPLE = "results.report", "results.submission"
COMMENDATION_SAMPLE = "results.commendation"
REVOCATION_SAMPLE, LETTER_SAMPLE, PLAN_SAMPLE = "results.revocation", "results.result_letter", "results.plan"
OTHER_LETTER_SAMPLE = "results.result_letter_other"
_RECIPIENTS, _SENTENCES = TextGroup.RECIPIENTS, TextGroup.SENTENCES

TEXTS = {
    "report_recipients": OfficeText(
        _("Recipients of the report to the city"),
        _RECIPIENTS,
        "Như trên\nChủ tịch, các Phó Chủ tịch UBND thành phố\nUBND các xã, phường, đặc khu\nLưu: VT",
        REPORT_SAMPLE,
        has_lines=True,
    ),
    "submission_recipients": OfficeText(
        _("Recipients of the submission letter"), _RECIPIENTS, "Như trên\nLưu: VT", SUBMISSION_SAMPLE, has_lines=True
    ),
    "result_recipients": OfficeText(
        _("Recipients of a letter with the result"), _RECIPIENTS, "Như trên\nLưu: VT", LETTER_SAMPLE, has_lines=True
    ),
    "plan_recipients": OfficeText(
        _("Recipients of a unit's plan"),
        _RECIPIENTS,
        "{department}\nThường trực: Đảng ủy, HĐND\nLưu: VT",
        PLAN_SAMPLE,
        has_lines=True,
    ),
    "report_closing": OfficeText(
        _("End of the report to the city"),
        _SENTENCES,
        "{department} báo cáo {city_committee} xem xét, quyết định./.",
        REPORT_SAMPLE,
    ),
    "submission_closing": OfficeText(
        _("End of the submission letter"),
        _SENTENCES,
        "{department} kính trình {city_committee} xem xét, quyết định./.",
        SUBMISSION_SAMPLE,
    ),
    "commendation_execution": OfficeText(
        _("Who carries out the decision of commendation"),
        _SENTENCES,
        "Chánh Văn phòng Ủy ban nhân dân thành phố, Giám đốc {department} và Chủ tịch Ủy ban nhân dân các đơn vị có "
        "tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.",
        COMMENDATION_SAMPLE,
    ),
    "revocation_execution": OfficeText(
        _("Who carries out a decision of revocation"),
        _SENTENCES,
        "Chánh Văn phòng Ủy ban nhân dân thành phố, Giám đốc {department} và Chủ tịch Ủy ban nhân dân {unit} chịu "
        "trách nhiệm thi hành Quyết định này./.",
        REVOCATION_SAMPLE,
        ("unit",),
    ),
    "result_request_to_rise": OfficeText(
        _("Request to a unit at Levels 1 to 3, in the letter with its result"),
        _SENTENCES,
        "Đề nghị Ủy ban nhân dân {unit} khắc phục các nội dung chưa đạt điểm tối đa, xây dựng kế hoạch và mục tiêu "
        "phấn đấu đạt mức cao hơn trong năm {next_year}.",
        LETTER_SAMPLE,
        ("unit", "next_year"),
    ),
    "result_request": OfficeText(
        _("Request to any other unit, in the letter with its result"),
        _SENTENCES,
        "Đề nghị Ủy ban nhân dân {unit} nghiên cứu, triển khai thực hiện trong năm {next_year}.",
        OTHER_LETTER_SAMPLE,
        ("unit", "next_year"),
    ),
    "plan_purpose": OfficeText(
        _("Purpose of a unit's plan for the next level"),
        _SENTENCES,
        "Khắc phục các nội dung chưa đạt điểm tối đa theo kết quả thẩm định năm {year}; tiếp tục nâng cao chất lượng "
        "thực hiện các tiêu chí “Chính quyền thân thiện”.",
        PLAN_SAMPLE,
        ("year",),
    ),
}
