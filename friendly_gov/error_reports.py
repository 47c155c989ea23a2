"""Error reports to a server of Sentry's protocol (SENTRY_DSN), without anything that people typed or are.

An event is rebuilt from a short list of its parts: whatever the library adds later stays at home.
"""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from friendly_gov.logs import request_id, without_people

_KEPT = ("event_id", "timestamp", "platform", "level", "logger", "transaction", "release", "environment", "server_name")
_OF_FRAMES = ("filename", "abs_path", "function", "module", "lineno", "pre_context", "context_line", "post_context")


def start_error_reports(dsn: str, **options: Any) -> None:
    """Report errors of this process from now on: web servers, workers and commands alike."""
    sentry_sdk.init(
        dsn=dsn,
        # Personal data (send_default_pii) are off unless demanded; setting that option causes a deprecation warning.
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        enable_metrics=False,
        auto_enabling_integrations=False,
        # The name of the view: a path may hold the secret of a link.
        integrations=[
            DjangoIntegration(transaction_style="function_name", signals_spans=False),
            LoggingIntegration(level=None),
        ],
        before_send=bare_event,
        **options,
    )


def bare_event(event: Any, hint: Any) -> Any:
    """The event with the place of the error in the code, and without request, person, values and messages of errors.

    An error's own message is left out, because databases and converters quote in it what was typed.
    """
    bare = {name: event[name] for name in _KEPT if name in event}
    if template := event.get("logentry", {}).get("message"):
        bare["logentry"] = {"message": without_people(template)}
    if errors := event.get("exception", {}).get("values"):
        bare["exception"] = {"values": [_bare_error(error) for error in errors]}
    bare["tags"] = {"request_id": request_id.get()}
    return bare


def _bare_error(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    kept = [{name: frame[name] for name in (*_OF_FRAMES, "in_app") if name in frame} for frame in frames]
    return {"type": error.get("type"), "module": error.get("module"), "value": "", "stacktrace": {"frames": kept}}
