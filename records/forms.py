"""Forms of the registry and the archive."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.kinds import ACCEPT
from documents.tables import XLSX_TYPE
from records.models import Release


class EntryForm(forms.Form):
    """The registry number of one document."""

    number = forms.CharField(
        label=_("Registry number"),
        max_length=40,
        help_text=_("From your office's own register; the portal gives no numbers."),
    )
    registered_on = forms.DateField(label=_("Registered on"), widget=forms.DateInput())
    office = forms.CharField(
        label=_("Office whose registry it is"),
        max_length=120,
        help_text=_("Whoever keeps the register, for example: Văn phòng Sở Nội vụ."),
    )


class RegistryWorkbookForm(forms.Form):
    """The registry's workbook, filled in."""

    workbook = forms.FileField(
        label=_("Workbook"),
        widget=forms.FileInput(attrs={"accept": f".xlsx,{XLSX_TYPE}"}),
        help_text=_("The workbook of this page with the numbers filled in."),
    )


class ReleaseForm(forms.Form):
    """The written act by which a year's files may be deleted after their retention."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Release.Kind.choices)
    number = forms.CharField(label=_("Number and symbol"), max_length=60, help_text=_("As printed on the document."))
    dated = forms.DateField(label=_("Date"), widget=forms.DateInput())
    file = forms.FileField(
        label=_("Signed document"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or picture of the signed copy."),
    )
