"""Migrating with fewer models rendered: a third of the time, and the same tables.

A migration's state holds its models as classes. After each change Django renders the changed model, its neighbours and
their neighbours again: here nearly all models each time, because most refer to `accounts.User`. A change of tables
looks at its model and the neighbours alone. So these are rendered, and the state is marked as Django marks one in
which it leaves some out itself (`is_delayed`): a function of a migration then finds all models rendered again.

The database on PostgreSQL is migrated by Django alone; `test_migrations.py` compares its tables with those made here.
"""

from contextlib import contextmanager, suppress

import pytest
from django.db.migrations import RunPython, state
from django.db.models.fields.related import RECURSIVE_RELATIONSHIP_CONSTANT


def _changed_and_neighbours(self, app_label, model_name, delay=False):
    """Replaces `ProjectState._find_reload_model`."""
    self.is_delayed = True
    result = {(app_label, model_name)}
    with suppress(LookupError):  # a new model
        result.update(state.get_related_models_tuples(self.apps.get_model(app_label, model_name)))
    for field in self.models[app_label, model_name].fields.values():
        if field.is_relation and field.remote_field.model != RECURSIVE_RELATIONSHIP_CONSTANT:
            app, name = state._get_app_label_and_model_name(field.related_model, app_label)
            result.add((app, name.lower()))
    return result


_undo = RunPython.database_backwards


def _with_all_models(self, app_label, schema_editor, from_state, to_state):
    """Replaces `RunPython.database_backwards`: Django does it forwards alone."""
    from_state.clear_delayed_apps_cache()
    _undo(self, app_label, schema_editor, from_state, to_state)


@contextmanager
def few_models_rendered():
    """Migrations inside of this block are quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state.ProjectState, "_find_reload_model", _changed_and_neighbours)
        patch.setattr(RunPython, "database_backwards", _with_all_models)
        yield
