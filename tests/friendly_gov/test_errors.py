"""Error pages use the person's language, keep their status, and reveal no internals."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from friendly_gov.errors import bad_request, csrf_failure, page_not_found, permission_denied, server_error
from tests.factories.accounts import appraiser, officer

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def client_of(person, **options) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def test_a_missing_page_is_said_in_vietnamese():
    response = client_of(officer()).get("/khong-co/")
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()


def test_a_missing_page_is_said_in_english_to_who_chose_it():
    client = client_of(officer())
    client.cookies["django_language"] = "en"
    response = client.get("/khong-co/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
    assert response.headers["Content-Language"] == "en"


def test_a_forbidden_page_names_who_has_the_right():
    client = client_of(appraiser())
    client.cookies["django_language"] = "en"
    response = client.get(reverse("accounts:people"))
    assert response.status_code == 403
    assert "administrator" in response.content.decode()


def test_a_form_without_its_token_is_answered_calmly():
    client = client_of(officer(), enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    response = client.post(reverse("notifications:read_all"))
    assert response.status_code == 403
    assert "This page had been open for too long" in response.content.decode()


def test_a_crash_costs_no_query_and_shows_no_inside(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        response = server_error(request)
    assert response.status_code == 500
    assert "Traceback" not in response.content.decode()
    assert 'lang="vi"' in response.content.decode()


@pytest.mark.parametrize("handler", [bad_request, permission_denied, page_not_found, server_error, csrf_failure])
def test_every_error_page_stands_without_session_and_person(handler):
    request = RequestFactory().get("/")
    assert "<h1>" in handler(request).content.decode()
