"""Points, in the database and in forms, and the order of names."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.text import name_key


class PointsField(models.DecimalField):
    """Points of the scoring table: Decimal with two places, at most 9999.99 [S1]."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **(kwargs | {"max_digits": 6, "decimal_places": 2}))

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


class NameKeyField(models.CharField):
    """Where a name falls in Vietnamese order: lists order by this field, for databases disagree about letters.

    It follows the field `source` whenever the row is saved; who saves some fields only names both.
    """

    def __init__(self, *args, source: str, **kwargs):
        self.source = source
        super().__init__(*args, **({"max_length": 700, "editable": False, "default": ""} | kwargs))

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, model_instance, add):
        key = name_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key


class PointsInput(forms.Field):
    """Points as people type them: "0,5" and "0.5" mean the same; range and step are the service's to judge."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("“%(typed)s” is not a number of points. Type for example 1,5."),
        "precise": _("Points have at most two decimals."),
    }

    def to_python(self, value) -> Decimal | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            points = Decimal(typed.replace(",", "."))
        except InvalidOperation as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"typed": typed}) from error
        if not points.is_finite() or abs(points) >= 10000:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"typed": typed})
        if points != round(points, 2):
            raise ValidationError(self.error_messages["precise"], code="precise")
        return round(points, 2)

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            return format(value.normalize(), "f").replace(".", ",")
        return value
