"""States that only a transition may change (django-fsm-2, guarded per instance)."""

from functools import cache

from django.db import models
from django_fsm import FSMField, FSMFieldDescriptor

from kernel.prepared import Prepared


class _Guard(FSMFieldDescriptor):
    def __set__(self, instance, value):
        if self.field.name in instance.__dict__ and not instance._writing_back:
            raise AttributeError(f"{self.field.name} changes by a transition, never by assignment")
        super().__set__(instance, value)


class StateField(FSMField):
    """A state that only a transition may change; used on a `Stateful` model.

    The library's own `protected=True` refuses `full_clean()`, and unlocks the field for the whole class
    while one instance refreshes; this guard stands on each instance alone.
    """

    descriptor_class = _Guard

    def deconstruct(self):
        """A migration knows the column alone: its models have no transitions; finding them took half its time."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Stateful(models.Model):
    """A model with a `StateField`: lets Django itself write fields back, and nobody else."""

    _writing_back = False

    class Meta:
        abstract = True

    def lock_state(self) -> None:
        """Lock this row until the transaction ends, and read its state, and its version where it has one.

        Raises:
            DoesNotExist: the row is gone.
        """
        names, read = _locked_state(type(self))
        rows = read(pk=self.pk)
        if not rows:
            raise self.DoesNotExist
        self.__dict__.update(zip(names, rows[0], strict=True))

    def clean_fields(self, exclude=None):
        self._writing_back = True
        try:
            super().clean_fields(exclude=exclude)
        finally:
            self._writing_back = False

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        self._writing_back = True
        try:
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        finally:
            self._writing_back = False


@cache
def _locked_state(model: type[Stateful]) -> tuple[list[str], Prepared]:
    """The names of a model's state and version, and their reading under lock."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields if isinstance(field, StateField) or field.attname == "version"]
    rows = model._base_manager.select_for_update(no_key=True).order_by().values_list(*names)
    return names, Prepared(lambda pk: rows.filter(pk=pk), pk=987_654_321)


def mermaid(model, field_name: str = "state") -> str:
    """A Mermaid state diagram of a model's states: its default first, then every transition by name."""
    field = model._meta.get_field(field_name)
    lines = ["stateDiagram-v2", f"    [*] --> {field.default}"]
    moves = {
        f"    {transition.source} --> {transition.target}: {transition.name}"
        for transition in field.get_all_transitions(model)
    }
    return "\n".join([*lines, *sorted(moves)])
