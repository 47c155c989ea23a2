"""Logs for programs: JSON with the request's id, and nothing that names a person."""

import json
import logging
import sys

from django.http import HttpResponse
from django.test import RequestFactory

from friendly_gov.logs import HEADER, JsonFormatter, request_ids

LOGGER = logging.getLogger("tests.logs")


def line(message: str, *arguments, error=None) -> dict:
    record = LOGGER.makeRecord(LOGGER.name, logging.WARNING, __file__, 1, message, arguments, error)
    return json.loads(JsonFormatter().format(record))


def asked(**headers):
    """The answer to a request, and what was logged meanwhile."""
    logged = []

    def view(request):
        logged.append(line("Đang xem %s", request.path))
        return HttpResponse()

    return request_ids(view)(RequestFactory().get("/so/", headers=headers)), logged[0]


def test_a_line_names_the_request_of_the_proxy_in_front():
    response, logged = asked(**{HEADER: "0a1b2c3d4e5f60718293a4b5c6d7e8f9"})

    assert response[HEADER] == logged["request_id"] == "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    assert (logged["message"], logged["level"], logged["logger"]) == ("Đang xem /so/", "WARNING", "tests.logs")
    assert line("after it")["request_id"] == ""


def test_what_is_no_id_is_replaced():
    for given in ("", "ngắn", 'x" injected', "a" * 65):
        response, logged = asked(**{HEADER: given.encode().decode("latin-1")})
        assert response[HEADER] == logged["request_id"] != given
        assert len(response[HEADER]) == 32


def test_no_person_is_named():
    try:
        raise ValueError("mail to lan@example.vn was refused")
    except ValueError:
        logged = line("GET /search/?q=Nguyễn+Lan by %s failed", "lan.nguyen@example.vn", error=sys.exc_info())

    text = json.dumps(logged, ensure_ascii=False)
    assert "example.vn" not in text
    assert "Nguyễn" not in text
    assert "ValueError" in logged["error"]


def test_every_answer_has_its_id(client, db):
    assert len(client.get("/health/")[HEADER]) == 32
