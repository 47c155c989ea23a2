"""State fields that only a transition may change (django-fsm-2, guarded per instance)."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models
from django_fsm import FSMField, FSMFieldDescriptor


class _Guard(FSMFieldDescriptor):
    def __set__(self, instance: Any, value: object) -> None:
        if self.field.name in instance.__dict__ and not instance._writing_back:
            raise AttributeError(f"{self.field.name} changes by a transition, never by assignment")
        super().__set__(instance, value)


class StateField(FSMField):
    """A state field that only a transition may change; for `Stateful` models.

    The library's own `protected=True` makes `full_clean()` fail, and it unlocks the field for the whole class
    while one instance is refreshed; this guard works per instance.
    """

    descriptor_class = _Guard

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A migration needs only the column: its models have no transitions, and searching them took half its time."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Stateful(models.Model):
    """A model with a `StateField`: only Django itself may write the field directly."""

    _writing_back = False

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        self._writing_back = True
        try:
            super().clean_fields(exclude=exclude)
        finally:
            self._writing_back = False

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        self._writing_back = True
        try:
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        finally:
            self._writing_back = False


def mermaid(model: Any, field_name: str = "state") -> str:
    """A Mermaid state diagram of a model's states: the default first, then every transition by name."""
    field = model._meta.get_field(field_name)
    lines = ["stateDiagram-v2", f"    [*] --> {field.default}"]
    moves = {
        f"    {transition.source} --> {transition.target}: {transition.name}"
        for transition in field.get_all_transitions(model)
    }
    return "\n".join([*lines, *sorted(moves)])
