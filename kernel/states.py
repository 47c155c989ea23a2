"""States that only a transition may change (django-fsm-2, guarded per instance)."""

from django.db import models
from django_fsm import FSMField, FSMFieldDescriptor


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


class Stateful(models.Model):
    """A model with a `StateField`: lets Django itself write fields back, and nobody else."""

    _writing_back = False

    class Meta:
        abstract = True

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
