"""Forms of this floor: they parse, hint and lay out; services judge."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.checks import ACCEPT
from evidence.models import DossierPart
from evidence.papers import default_symbol


class PaperForm(forms.ModelForm):
    """What a commune types into one paper of its dossier. `seen` carries what the editor was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = DossierPart
        fields = ["number", "dated", "signer_title", "signer_name", "text"]
        labels = {"text": _("Text")}
        widgets = {
            "dated": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "text": forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        }
        help_texts = {
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
