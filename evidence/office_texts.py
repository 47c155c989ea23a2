"""The texts of a dossier's papers that the office owns."""

from django.utils.translation import gettext_lazy as _

from papers.office_texts import OfficeText, TextGroup

LETTER_SAMPLE, REPORT_SAMPLE, ANSWER_SAMPLE = "evidence.letter", "evidence.report", "evidence.answer"

TEXTS = {
    "dossier_letter_recipients": OfficeText(
        _("Recipients of a dossier's letter"),
        TextGroup.RECIPIENTS,
        "Như trên\n{department}\nThường trực: Đảng ủy, HĐND {unit}\nLưu: VT",
        LETTER_SAMPLE,
        ("unit",),
        has_lines=True,
    ),
    "dossier_report_recipients": OfficeText(
        _("Recipients of a dossier's report"),
        TextGroup.RECIPIENTS,
        "Ủy ban nhân dân thành phố\n{department}\nThường trực: Đảng ủy, HĐND {unit}\nLưu: VT",
        REPORT_SAMPLE,
        ("unit",),
        has_lines=True,
    ),
    "answer_recipients": OfficeText(
        _("Recipients of a unit's answer to the team"),
        TextGroup.RECIPIENTS,
        "Như trên\n{department}\nLưu: VT",
        ANSWER_SAMPLE,
        has_lines=True,
    ),
    "answer_closing": OfficeText(
        _("End of a unit's answer to the team"),
        TextGroup.SENTENCES,
        "Ủy ban nhân dân {unit} kính gửi {team} xem xét./.",
        ANSWER_SAMPLE,
        ("unit",),
    ),
}
