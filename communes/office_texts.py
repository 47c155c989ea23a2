"""The texts of papers that every app uses: names of bodies, their signers; and those of this app's papers."""

from django.utils.translation import gettext_lazy as _

from papers.office_texts import OfficeText, TextGroup

DECISION_SAMPLE, EXTENSION_SAMPLE = "communes.decision", "communes.extension_letter"
REGISTRATION_SAMPLE = "communes.registration_letter"
_NAMES, _SIGNERS = TextGroup.NAMES, TextGroup.SIGNERS
_RECIPIENTS, _SENTENCES = TextGroup.RECIPIENTS, TextGroup.SENTENCES
_CHAIR = "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"

TEXTS = {
    "city": OfficeText(_("The city"), _NAMES, "thành phố Hải Phòng", DECISION_SAMPLE, is_shared=True),
    "city_committee": OfficeText(
        _("The city's People's Committee"),
        _NAMES,
        "Ủy ban nhân dân thành phố Hải Phòng",
        "results.submission",
        is_shared=True,
    ),
    "city_place": OfficeText(_("Place before the date"), _NAMES, "Hải Phòng", DECISION_SAMPLE),
    "city_letterhead": OfficeText(
        _("Letterhead of the city, in lines"),
        _NAMES,
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG",
        DECISION_SAMPLE,
        has_lines=True,
    ),
    "department": OfficeText(_("The department"), _NAMES, "Sở Nội vụ", EXTENSION_SAMPLE, is_shared=True),
    "department_symbol": OfficeText(_("Symbol of the department's papers"), _NAMES, "SNV", "results.report"),
    "letter_symbol": OfficeText(_("Symbol of the department's letters"), _NAMES, "SNV-CCHC", EXTENSION_SAMPLE),
    "team": OfficeText(_("The appraisal team"), _NAMES, "Tổ thẩm định", "appraisal.breach_notice", is_shared=True),
    "team_symbol": OfficeText(_("Symbol of the team's papers"), _NAMES, "TTĐ", "appraisal.breach_notice"),
    "city_signer": OfficeText(_("Who signs for the city"), _SIGNERS, _CHAIR, DECISION_SAMPLE),
    "city_chair": OfficeText(
        _("Who decides, above the bases of a decision"),
        _SIGNERS,
        "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG",
        DECISION_SAMPLE,
    ),
    "department_signer": OfficeText(_("Who signs for the department"), _SIGNERS, "GIÁM ĐỐC", EXTENSION_SAMPLE),
    "team_signer": OfficeText(_("Who signs for the team"), _SIGNERS, "TỔ TRƯỞNG", "appraisal.breach_notice"),
    "unit_signer": OfficeText(_("Who signs for a unit"), _SIGNERS, _CHAIR, "results.plan"),
    "decision_recipients": OfficeText(
        _("Recipients of a decision"),
        _RECIPIENTS,
        "Như Điều {last}\nThường trực: Thành ủy, HĐND thành phố\n{department}\nLưu: VT",
        DECISION_SAMPLE,
        ("last",),
        has_lines=True,
    ),
    "extension_recipients": OfficeText(
        _("Recipients of a letter of extension"), _RECIPIENTS, "Như trên\nLưu: VT", EXTENSION_SAMPLE, has_lines=True
    ),
    "registration_recipients": OfficeText(
        _("Recipients of a unit's letter of registration"),
        _RECIPIENTS,
        "Như trên\nThường trực: Đảng ủy, HĐND\nLưu: VT",
        REGISTRATION_SAMPLE,
        has_lines=True,
    ),
    "registration_closing": OfficeText(
        _("End of a unit's letter of registration"),
        _SENTENCES,
        "Ủy ban nhân dân {unit} kính gửi {department} tổng hợp theo quy định./.",
        REGISTRATION_SAMPLE,
        ("unit",),
    ),
    "decision_law": OfficeText(
        _("First basis of a decision"),
        _SENTENCES,
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        DECISION_SAMPLE,
    ),
    "decision_proposal": OfficeText(
        _("Last basis of a decision"),
        _SENTENCES,
        "Theo đề nghị của Giám đốc {department} tại Tờ trình số ....../TTr-SNV {day}.",
        DECISION_SAMPLE,
        ("day",),
    ),
    "decision_in_force": OfficeText(
        _("From when a decision is in force"),
        _SENTENCES,
        "Quyết định này có hiệu lực kể từ ngày ký.",
        DECISION_SAMPLE,
    ),
    "recognition_execution": OfficeText(
        _("Who carries out the decision of recognition"),
        _SENTENCES,
        "Chánh Văn phòng Ủy ban nhân dân thành phố, Giám đốc {department}, Chủ tịch Ủy ban nhân dân các xã, phường, "
        "đặc khu và các cơ quan, đơn vị có liên quan chịu trách nhiệm thi hành Quyết định này./.",
        DECISION_SAMPLE,
    ),
    "extension_closing": OfficeText(
        _("End of a letter of extension"),
        _SENTENCES,
        "Đề nghị Ủy ban nhân dân {unit} thực hiện đúng thời hạn nêu trên./.",
        EXTENSION_SAMPLE,
        ("unit",),
    ),
}
