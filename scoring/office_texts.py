"""The texts of this app's papers that the office owns."""

from django.utils.translation import gettext_lazy as _

from papers.office_texts import OfficeText, TextGroup

GUIDANCE_SAMPLE, PROPOSAL_SAMPLE = "scoring.guidance", "scoring.proposal"

TEXTS = {
    "guidance_recipients": OfficeText(
        _("Recipients of the guidance on scoring"),
        TextGroup.RECIPIENTS,
        "UBND thành phố (để báo cáo)\nUBND các xã, phường, đặc khu\nLưu: VT",
        GUIDANCE_SAMPLE,
        has_lines=True,
    ),
    "guidance_closing": OfficeText(
        _("End of the guidance on scoring"),
        TextGroup.SENTENCES,
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các đơn vị phản ánh về {department} để được "
        "hướng dẫn./.",
        GUIDANCE_SAMPLE,
    ),
    "proposal_recipients": OfficeText(
        _("Recipients of the proposal of a changed table"),
        TextGroup.RECIPIENTS,
        "Như trên\nLưu: VT",
        PROPOSAL_SAMPLE,
        has_lines=True,
    ),
    "proposal_closing": OfficeText(
        _("End of the proposal of a changed table"),
        TextGroup.SENTENCES,
        "{department} kính trình {city_committee} xem xét, quyết định./.",
        PROPOSAL_SAMPLE,
    ),
}
