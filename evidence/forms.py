"""Forms of this app: they parse, show hints and lay out; services validate."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from documents.kinds import ACCEPT
from evidence.models import DossierPart, EvidenceItem
from evidence.papers import default_symbol
from kernel.fields import set_choices


class ReasonForm(forms.Form):
    """The reason why a dossier is late or incomplete, or why it is decided on so."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Department and commune read it; it stays on record with the dossier."),
    )


class PaperForm(forms.ModelForm):
    """The fields of one paper of a dossier. `seen` carries what the editor was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = DossierPart
        fields = ["number", "dated", "signer_title", "signer_name", "text"]
        labels = {"text": _("Text")}
        widgets = {
            "dated": forms.DateInput(),
            "text": forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        }
        help_texts = {
            "signer_name": _("It is printed under the signature."),
            "signer_title": _("Without one: CHỦ TỊCH. For a deputy: KT. CHỦ TỊCH / PHÓ CHỦ TỊCH."),
            "text": _(
                "One paragraph a line. “I. ...” heads a part, “1. ...” a section; the line [Bảng tổng hợp điểm] "
                "becomes the table of points. Leave it empty to print the draft from the scores as they stand."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        symbol = default_symbol(self.instance.kind)
        self.fields["number"].help_text = (
            _("Given by your office. A bare number gets /%(symbol)s; without one, dots stay for the pen.")
            % {"symbol": symbol}
            if symbol
            else _("The table usually bears no number of its own.")
        )
        if self.instance.kind == DossierPart.Kind.TABLE:
            del self.fields["text"]

    def typed(self) -> dict:
        """The cleaned fields, as `edit_paper` takes them."""
        return self.cleaned_data


class SignedCopyForm(forms.Form):
    """The signed copy of a paper of the dossier."""

    file = forms.FileField(label=_("Signed copy"), widget=forms.FileInput(attrs={"accept": ACCEPT}))


def _day():
    return forms.DateInput()


class DescriptionForm(forms.ModelForm):
    """The description of an item of evidence; a link stays a link, and a file never becomes one."""

    class Meta:
        model = EvidenceItem
        fields = ["kind", "number", "dated", "issuer", "caption", "effective_on"]
        widgets = {"dated": _day(), "effective_on": _day()}
        help_texts = {
            "number": _("As printed on the document, for example: 12/QĐ-UBND."),
            "caption": _("What the file shows, in a few words; it stands in the list."),
            "effective_on": _("Only where it differs from the date."),
        }

    def __init__(self, *args, **kwargs):
        kwargs["auto_id"] = f"item-{kwargs['instance'].pk}-%s"
        super().__init__(*args, **kwargs)
        link = EvidenceItem.Kind.LINK
        if self.instance.kind == link:
            del self.fields["kind"]
        else:
            set_choices(self, "kind", [(value, label) for value, label in EvidenceItem.Kind.choices if value != link])


class LinkForm(forms.Form):
    """A public page as evidence: its URL, when it was seen, and a file that proves its content."""

    address = forms.URLField(
        label=_("Address of the page"),
        max_length=500,
        assume_scheme="https",
        help_text=_("The public page itself, not the front page of the site."),
    )
    seen_at = forms.DateTimeField(
        label=_("Viewed at"),
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M"),
        help_text=_("When the page looked as the file shows it."),
    )
    caption = forms.CharField(
        label=_("Caption"),
        max_length=300,
        required=False,
        help_text=_("What the page shows, in a few words; it stands in the list."),
    )
    file = forms.FileField(
        label=_("Screenshot or saved PDF of the page"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("It proves the content if the page changes later."),
    )

    def clean_address(self) -> str:
        """Only http and https; other schemes are not public pages."""
        address = self.cleaned_data["address"]
        return URLValidator(schemes=["http", "https"])(address) or address
