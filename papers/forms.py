"""Forms of a paper."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.kinds import ACCEPT
from papers.sections import SectionText

PREFIX = "section-"


class PaperForm(forms.Form):
    """Number, date and signer, and a field for each section."""

    number = forms.CharField(
        label=_("Number and symbol"),
        max_length=60,
        required=False,
        help_text=_("Given by your office; the portal gives no numbers."),
    )
    dated = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput())
    signer_title = forms.CharField(
        label=_("Title of the signer"),
        max_length=200,
        required=False,
        help_text=_("Several lines are parted by a stroke: KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"),
    )
    signer_name = forms.CharField(
        label=_("Name of the signer"), max_length=200, required=False, help_text=_("It is printed under the signature.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, sections: Iterable[SectionText], **kwargs):
        super().__init__(*args, **kwargs)
        for section in sections:
            rows = min(24, max(3, len(section.text) // 90 + section.text.count("\n") + 1))
            self.fields[f"{PREFIX}{section.key}"] = forms.CharField(
                label=section.title,
                initial=section.text,
                required=False,
                max_length=40_000,
                widget=forms.Textarea(attrs={"rows": rows}),
            )

    @property
    def typed(self) -> dict[str, object]:
        """The arguments for the service."""
        known = {name: value for name, value in self.cleaned_data.items() if not name.startswith(PREFIX)}
        texts = {
            name.removeprefix(PREFIX): value.replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }
        return known | {"texts": texts, "seen": known["seen"] or 0}


class IssueForm(forms.Form):
    """The paper as it was issued: its number, its date, its signed copy."""

    number = forms.CharField(
        label=_("Number and symbol"), max_length=60, help_text=_("As it stands on the signed copy.")
    )
    dated = forms.DateField(label=_("Date"), widget=forms.DateInput())
    file = forms.FileField(
        label=_("Signed copy"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or picture of the signed copy."),
    )


class SignedForm(forms.Form):
    """A paper's PDF with its digital signature."""

    file = forms.FileField(
        label=_("Signed PDF"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("The PDF made here, signed and otherwise unchanged."),
    )


class UndoForm(forms.Form):
    """Why an issued paper is revoked or corrected."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays on record with the paper."),
    )


class TextForm(forms.Form):
    """A text that the office owns."""

    text = forms.CharField(
        label=_("Words"),
        max_length=20_000,
        required=False,
        strip=False,
        help_text=_("Words in braces are filled in when a paper is made."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, rows: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget = forms.Textarea(attrs={"rows": rows})
