"""Logs for programs: one JSON object a line, with the request's id, and nothing of the person."""

import json
import logging
import re
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_QUERY = re.compile(r"\?\S*")

request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_ids(get_response):
    """Give every request an id, that of the proxy in front where it sent one, and send it back."""

    def middleware(request: HttpRequest):
        given = request.headers.get(HEADER, "")
        chosen = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(chosen)
        try:
            response = get_response(request)
        finally:
            request_id.reset(token)
        response.headers[HEADER] = chosen
        return response

    return middleware


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON; mail addresses and the parameters of URLs are left out."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_people(record.getMessage()),
            "request_id": request_id.get(),
        }
        if record.exc_info:
            facts["error"] = without_people(self.formatException(record.exc_info))
        return json.dumps(facts, ensure_ascii=False)


def without_people(text: str) -> str:
    """The text without mail addresses and without what follows the question mark of a URL."""
    return _QUERY.sub("?…", _ADDRESS.sub("<address>", text))


def logging_settings(form: str, *, level: str) -> dict[str, Any]:
    """Django's `LOGGING`: lines of `text` for people, or of `json` for programs, on the standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "friendly_gov.logs.JsonFormatter"},
            "text": {"format": "{levelname} {name}: {message}", "style": "{"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {name: {"level": "WARNING"} for name in ("weasyprint.progress", "pikepdf", "pyhanko", "fido2")},
    }
