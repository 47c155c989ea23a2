"""Records every variable of the portal's templates that resolves to nothing, so that the test fails.

Django hides a failed lookup: it prints nothing, `{% if %}` treats it as false, `{% for %}` as an empty list.
`string_if_invalid` shows only the first of these, and no setting sees that a Counter or a defaultdict answers a missing
key. Misses are recorded and reported at the end of the test, because `{% if %}` would swallow an exception.
"""

import sys
from contextlib import contextmanager
from inspect import signature
from pathlib import Path

from django.conf import settings
from django.template import base, engines
from django.template.base import Node, Variable, VariableDoesNotExist
from django.template.context import BaseContext
from django.templatetags import i18n

OWN_TEMPLATES = Path(settings.BASE_DIR, "templates")
# Variables that a page may lack, each with the reason.
OPTIONAL = {
    "redirect_field_value": "allauth gives it only where the address names a next page",
    "token_fail": "allauth gives it only where the link works no more",
}


class _Nothing(str):
    """The value of a failed lookup: empty, but distinguishable from an empty text."""


misses: list[str] = []
_render_value = base.render_value_in_context


def install(patch) -> None:
    """Replace Django's lookups by recording ones, with a `MonkeyPatch`."""
    patch.setattr(Variable, "_resolve_lookup", _resolve_lookup)
    patch.setattr(base, "render_value_in_context", _render)
    patch.setattr(i18n, "render_value_in_context", _render_translated)
    mark_nothing()


def mark_nothing() -> None:
    """Mark failed lookups; a test's settings may have recreated Django's engine."""
    engines["django"].engine.string_if_invalid = _Nothing()


@contextmanager
def checked():
    """Fail where a page, paper or mail inside of this block looked up a missing variable."""
    mark_nothing()
    misses.clear()
    yield
    result = list(misses)
    assert not result, "variables that resolve to nothing:\n" + "\n".join(result)


def _note(what: str) -> None:
    """Record a miss with its template and line; templates of libraries are ignored."""
    node = _node_being_rendered()
    if node is None or OWN_TEMPLATES not in Path(node.origin.name).parents:
        return
    miss = f"{Path(node.origin.name).relative_to(OWN_TEMPLATES)}:{node.token.lineno}: {what}"
    if miss not in misses:
        misses.append(miss)


def _node_being_rendered() -> Node | None:
    frame = sys._getframe(1)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and node.token is not None and getattr(node, "origin", None) is not None:
            return node
        frame = frame.f_back
    return None


def _resolve_lookup(variable, context):
    """Django's lookup step by step (key, attribute, index, call), recording the step that finds nothing."""
    current = context
    for bit in variable.lookups:
        if hasattr(type(current), "__missing__") and bit not in current:
            _note(f"{variable.var}: no key {bit!r} in the {type(current).__name__}")
        try:
            current = _called(_step(current, bit), context)
        except Exception as failure:
            silent = getattr(failure, "silent_variable_failure", False)
            if (silent or isinstance(failure, VariableDoesNotExist)) and variable.lookups[0] not in OPTIONAL:
                _note(f"{variable.var}: no {bit!r}" + ("" if current is context else f" in {type(current).__name__}"))
            if not silent:
                raise
            return context.template.engine.string_if_invalid
    return current


def _step(current, bit):
    try:
        if not hasattr(type(current), "__getitem__"):
            raise TypeError
        return current[bit]
    except (TypeError, AttributeError, KeyError, ValueError, IndexError):
        pass
    try:
        if isinstance(current, BaseContext) and getattr(type(current), bit):
            raise AttributeError
        return getattr(current, bit)
    except (TypeError, AttributeError):
        if not isinstance(current, BaseContext) and bit in dir(current):
            raise
    try:
        return current[int(bit)]
    except (IndexError, ValueError, KeyError, TypeError):
        raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (bit, current)) from None


def _called(value, context):
    if not callable(value) or getattr(value, "do_not_call_in_templates", False):
        return value
    if getattr(value, "alters_data", False):
        return context.template.engine.string_if_invalid
    try:
        return value()
    except TypeError:
        try:
            signature(value).bind()
        except (ValueError, TypeError):
            _note(f"{value!r} needs arguments")
            return context.template.engine.string_if_invalid
        raise


def _render(value, context):
    if value is None:
        _note("prints None")
    return _render_value(value, context)


def _render_translated(value, context):
    if isinstance(value, _Nothing):
        _note("a name within blocktranslate that is not there")
    return _render(value, context)
