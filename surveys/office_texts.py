"""The texts of this app's papers that the office owns."""

from django.utils.translation import gettext_lazy as _

from papers.office_texts import OfficeText, TextGroup

SUMMARY_SAMPLE = "surveys.summary"

TEXTS = {
    "survey_summary_recipients": OfficeText(
        _("Recipients of the summary of a citizen survey"),
        TextGroup.RECIPIENTS,
        "{team}\nLưu: VT",
        SUMMARY_SAMPLE,
        has_lines=True,
    ),
    "survey_summary_measures": OfficeText(
        _("What follows from a citizen survey, as drafted"),
        TextGroup.SENTENCES,
        "Ủy ban nhân dân {unit} đã xem xét kết quả khảo sát để rút kinh nghiệm, hoàn thiện các tiêu chí và nâng mức độ "
        "đạt chuẩn.",
        SUMMARY_SAMPLE,
        ("unit",),
    ),
}
