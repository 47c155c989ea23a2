"""Points, in the database and in forms."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from decimal import Decimal
from typing import Any, BinaryIO, TypeAlias, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.db.models import QuerySet
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from kernel.text import clean_line

BinaryFile: TypeAlias = "BinaryIO | File[Any]"  # an open file, an upload, a stored file


class PointsField(models.DecimalField):
    """Points of the scoring table: Decimal with two places, at most 9999.99 [S1]."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"max_digits": 6, "decimal_places": 2}))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


class PointsInput(forms.Field):
    """Points as people type them: "0,5" and "0.5" mean the same; the service checks range and step."""

    # Numbers as people write them: "7", "7,5", "7.5"; no exponents, underscores or digits of other scripts.
    _WRITTEN = re.compile(r"-?(?:\d{1,9}(?:[.,]\d{0,9})?|[.,]\d{1,9})", re.ASCII)

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("“%(typed)s” is not a number of points. Type for example 1.5."),
        "precise": _("Points have at most two decimals."),
    }

    def to_python(self, value: object) -> Decimal | None:
        typed = clean_line(str(value or ""))
        if not typed:
            return None
        points = Decimal(typed.replace(",", ".")) if self._WRITTEN.fullmatch(typed) else None
        if points is None or abs(points) >= 10000:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"typed": typed})
        if points != round(points, 2):
            raise ValidationError(self.error_messages["precise"], code="precise")
        return round(points, 2)

    def has_changed(self, initial: object, data: object) -> bool:
        with suppress(ValidationError):
            return self.to_python(data) != initial
        return True

    def prepare_value(self, value: object) -> Any:
        sign = get_format("DECIMAL_SEPARATOR")
        return format(value.normalize(), "f").replace(".", sign) if isinstance(value, Decimal) else value


class CountInput(forms.Field):
    """A whole number as people write it: "1234", "1.234" and "1 234" mean the same."""

    _WRITTEN = re.compile(r"\d{1,12}|\d{1,3}(?:[. ]\d{3}){1,3}", re.ASCII)

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _("“%(typed)s” is not a whole number. Type for example 1234.")}

    def to_python(self, value: object) -> int | None:
        typed = clean_line(str("" if value is None else value))
        if not typed:
            return None
        if not self._WRITTEN.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"typed": typed})
        return int(typed.replace(".", "").replace(" ", ""))


def set_choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """The choices of the choice field `name` of this form."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


def set_queryset(
    form: forms.BaseForm, name: str, rows: "QuerySet[Any]", *, label: Callable[[Any], str] | None = None
) -> None:
    """Set the queryset of the field `name` of this form, and how it labels a row."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows
    if label:
        set_label(form, name, label)


def set_label(form: forms.BaseForm, name: str, label: Callable[[Any], str]) -> None:
    """Set how the field `name` of this form labels a row."""
    vars(form.fields[name])["label_from_instance"] = label
