"""Forms and fields for files and rows, for any app."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from documents.kinds import ACCEPT
from documents.models import StoredFile
from documents.queries import kept_file
from documents.services.files import Judge, no_more, store_file
from kernel.htmx import whole_number


class TickedRows(forms.ModelMultipleChoiceField):
    """Rows ticked by their keys; Django's own field makes a 500 of a number that no key can have."""

    def clean(self, value: Any) -> Any:
        for typed in value or ():
            if whole_number(str(typed)) is None:
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": typed})
        return super().clean(value)


class FilesInput(forms.FileInput):
    """An input for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; cleans to a list, empty where none were sent."""

    def __init__(self, *, accept: str = ACCEPT, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {"required": False, "widget": FilesInput(attrs={"accept": accept})}
        super().__init__(**defaults | kwargs)

    def clean(self, data, initial=None):
        if not data:
            return [super().clean(None, initial)] if self.required else []
        return [super(FilesField, self).clean(one, initial) for one in data]


def stored_files(
    request: HttpRequest, form: forms.Form, *, field: str, now: datetime, judge: Judge = no_more
) -> list[StoredFile]:
    """The files sent with a form, stored, after those that this person sent before (`kept`); no file twice.

    A file that is refused, for itself or because of `judge`, is reported at its field; the others are kept
    nevertheless.
    """
    form.full_clean()
    files = [kept_file(request.user, public_id) for public_id in request.POST.getlist("kept")]
    for upload in form.cleaned_data.get(field, ()):
        try:
            files.append(store_file(upload=upload, by=request.user, now=now, judge=judge))
        except ValidationError as refusal:
            form.add_error(field, refusal)
    return list({file.pk: file for file in files if file is not None}.values())
