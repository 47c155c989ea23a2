"""Forms and sessions: a form belongs to its opener, is handled once, and loses nothing that was typed."""

import copy
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.form_keys import new_key, owner_of
from accounts.models import SentForm, User
from accounts.request_origin import FORMER_COOKIE
from audit.models import Entry
from evidence.models import EvidenceItem
from tests.factories.accounts import UserFactory, administrator, editor_of, officer
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "mat-khau-rat-dai"
NAME = "Trần Thị Bưởi"


class Browser(Client):
    """Sends forms as a browser does, not as multipart."""

    def post(self, path, data=None, **options):
        kind = "application/x-www-form-urlencoded"
        return super().post(path, urlencode(data or {}), content_type=kind, **options)


def browser(person=None) -> Client:
    client = Browser(enforce_csrf_checks=True)
    if person is not None:
        client.force_login(person)
    return client


def form_of(answer, action: str) -> dict[str, str]:
    """The hidden fields of the form that sends to `action`, as a browser would send them."""
    form = next(
        result for result in re.findall(r"<form.*?</form>", answer.text, re.DOTALL) if f'action="{action}"' in result
    )
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in inputs}


@pytest.fixture
def renaming():
    """A page on which an administrator has typed a new name; returns the browser, the URL and the fields."""
    opener, target = administrator(full_name="Người Mở"), UserFactory()
    client = browser(opener)
    action = reverse("accounts:rename", args=[target.pk])
    fields = form_of(client.get(reverse("accounts:person", args=[target.pk])), action)
    return client, target, action, fields | {"full_name": NAME}


def name_of(person) -> str:
    return User.objects.get(pk=person.pk).full_name


def test_the_key_names_its_person_and_cannot_be_made_up():
    person = officer()
    key = new_key(person)

    assert owner_of(key) == person.pk
    assert new_key(person) != key
    _, nonce, signature = key.split(".")
    forged = [
        "",
        "1",
        f"{person.pk + 1}.{nonce}.{signature}",
        f"{person.pk}.{nonce}.{'0' * 22}",
        f"²{key}",
        f"..{nonce}",
    ]
    assert [owner_of(each) for each in forged] == [None] * len(forged)


def test_a_form_that_one_person_opened_is_never_saved_as_another(renaming):
    client, target, action, fields = renaming
    before = name_of(target)
    client.force_login(administrator(full_name="Người Khác"))
    page = client.get(reverse("accounts:profile"))
    fields["csrfmiddlewaretoken"] = form_of(page, reverse("account_logout"))["csrfmiddlewaretoken"]

    answer = client.post(action, fields)

    assert (answer.status_code, name_of(target), answer.headers["X-Form-Refused"]) == (403, before, "other-person")
    assert {"Người Mở", "Người Khác", NAME} == {
        name for name in ("Người Mở", "Người Khác", NAME) if name in answer.text
    }


def test_neither_is_what_a_script_sends(renaming):
    client, target, action, fields = renaming
    before, key = name_of(target), fields.pop("form_key")
    client.force_login(administrator())
    page = client.get(reverse("accounts:profile"))
    token = form_of(page, reverse("account_logout"))["csrfmiddlewaretoken"]

    for headers in ({"X-Form-Key": key}, {"X-Form-Key": key, "HX-Request": "true"}, {"HX-Request": "true"}, {}):
        answer = client.post(action, {"full_name": NAME}, headers={"X-CSRFToken": token, **headers})
        assert (answer.status_code, name_of(target)) == (403, before)
    assert "Người Mở" in client.post(action, {}, headers={"X-CSRFToken": token, "X-Form-Key": key}).text


def test_the_kept_form_is_sent_once_its_opener_is_back(renaming):
    client, target, action, fields = renaming
    opener = User.objects.get(full_name="Người Mở")
    client.force_login(administrator())
    kept = form_of(client.post(action, fields), action)
    assert kept["full_name"] == NAME

    client.force_login(opener)
    kept = form_of(client.post(action, kept), action)
    answer = client.post(action, kept)

    assert (answer.status_code, name_of(target)) == (302, NAME)


def test_after_the_session_has_ended_what_was_typed_is_kept(renaming):
    client, _target, action, fields = renaming
    client.session.flush()

    answer = client.post(action, fields)

    assert (answer.status_code, answer.headers["X-Form-Refused"]) == (403, "signed-out")
    assert form_of(answer, action)["full_name"] == NAME


def test_a_page_from_before_a_new_sign_in_keeps_what_was_typed_and_sends_it(renaming):
    client, target, action, fields = renaming
    client.cookies["csrftoken"] = "b" * 32

    kept = client.post(action, fields)
    answer = client.post(action, form_of(kept, action))

    assert kept.headers["X-Form-Refused"] == "stale"
    assert (answer.status_code, name_of(target)) == (302, NAME)


def test_what_another_site_made_is_never_offered_again(renaming):
    client, _target, action, _ = renaming
    client.cookies["csrftoken"] = "b" * 32

    answer = client.post(action, {"full_name": NAME, "csrfmiddlewaretoken": "c" * 32})

    assert (answer.status_code, NAME in answer.text) == (403, False)


def test_a_second_click_gets_the_answer_to_the_first(renaming):
    client, _target, action, fields = renaming
    first = client.post(action, fields)
    client.cookies.pop("messages")

    second = client.post(action, fields)

    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, first.url)
    assert Entry.objects.filter(verb="accounts.change_name").count() == 1
    assert client.get(second.url).text.count('class="note note-good"') == 1


def test_of_the_same_form_with_other_words_both_are_saved(renaming):
    client, target, action, fields = renaming
    client.post(action, fields)

    client.post(action, fields | {"full_name": "Tên Khác"})

    assert name_of(target) == "Tên Khác"


def test_what_was_refused_may_be_sent_again(renaming):
    client, _target, action, fields = renaming
    assert client.post(action, fields | {"full_name": " "}).status_code == 422
    assert SentForm.objects.count() == 0


def test_two_clicks_at_once_invite_one_person(transactional_db):
    """Both requests run at the same time: one creates the account, the other waits for its response."""
    person = administrator()
    page = browser(person)
    action = reverse("accounts:invite")
    key = re.findall(r'name="form_key" value="([^"]+)"', page.get(action).text)[-1]
    fields = {"csrfmiddlewaretoken": page.cookies["csrftoken"].value, "form_key": key}
    fields |= {"full_name": NAME, "email": "buoi@example.test", "role": "officer", "unit_code": ""}

    def click(_):
        other = browser()
        # Each response writes into its client's cookies while the other one reads its own.
        other.cookies = copy.deepcopy(page.cookies)
        try:
            answer = other.post(action, fields)
            return answer.status_code, answer.headers.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(click, range(2)))

    invited = User.objects.get(email="buoi@example.test")
    assert answers == [(302, reverse("accounts:person", args=[invited.pk]))] * 2


def test_a_stale_sign_in_page_is_taken_again_with_its_address():
    person, client = officer(), browser()
    page = client.get("/account/login/")
    stale = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    client.cookies["csrftoken"] = "b" * 32
    typed = {"login": person.email, "password": PASSWORD}

    again = client.post("/account/login/", typed | {"csrfmiddlewaretoken": stale})
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', again.text)[1]
    answer = client.post("/account/login/", typed | {"csrfmiddlewaretoken": token})

    assert (again.status_code, f'value="{person.email}"' in again.text, PASSWORD in again.text) == (200, True, False)
    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(person.pk))


def test_a_stale_sign_in_page_of_who_is_signed_in_leads_on():
    client = browser(officer())

    answer = client.post("/account/login/", {"login": "la@example.test", "csrfmiddlewaretoken": "c" * 32})

    assert (answer.status_code, answer.url) == (302, "/")


def test_a_stale_page_for_strangers_is_offered_again():
    client = browser()
    answer = client.post("/account/password/reset/", {"email": "la@example.test", "csrfmiddlewaretoken": "c" * 32})
    assert (answer.status_code, answer.url) == (302, "/account/password/reset/")


def test_every_form_that_is_posted_says_whose_it_is():
    client = browser(administrator())
    text = client.get(reverse("accounts:people")).text + client.get(reverse("accounts:profile")).text
    posted = [form for form in re.findall(r"<form.*?</form>", text, re.DOTALL) if 'method="post"' in form]

    assert len(posted) >= 4
    assert all(re.search(r'name="form_key" value="\d+\.[\w-]+\.[0-9a-f]{22}"', form) for form in posted)
    assert 'name="form_key"' not in Client().get("/account/login/").text


# -- A right that ended while somebody typed ---------------------------------------------------------------------------


def test_who_lost_the_right_while_typing_gets_the_words_back_and_nothing_is_saved(renaming):
    """The person is out of scope for somebody who is no longer administrator."""
    client, target, action, fields = renaming
    before = name_of(target)
    User.objects.get(full_name="Người Mở").memberships.all().delete()

    answer = client.post(action, fields)

    assert (answer.status_code, answer.headers["X-Form-Refused"], name_of(target)) == (404, "no-right", before)
    assert NAME in answer.text
    assert "data-kept-form" not in answer.text
    # A form without a key of the portal gets the plain page.
    assert NAME not in client.post(action, {"full_name": NAME}).text


def test_so_does_who_still_sees_it(importing):
    opener, client, action, fields = importing
    opener.memberships.all().delete()

    answer = client.post(action, fields)

    assert (answer.status_code, NAME in answer.text, "nguoi.xlsx" in answer.text) == (403, True, True)


# -- Forms with files --------------------------------------------------------------------------------------------------


@pytest.fixture
def importing():
    """The page for a list of people with a chosen workbook: returns the person, the browser, the URL and the fields."""
    opener, client = administrator(), Client(enforce_csrf_checks=True)
    client.force_login(opener)
    action = reverse("accounts:import")
    fields = form_of(client.get(action), action)
    return opener, client, action, fields | {"note": NAME, "file": SimpleUploadedFile("nguoi.xlsx", b"x")}


def assert_asks_for_the_file_again(answer):
    kept = re.search(r"<form.*?data-kept-form.*?</form>", answer.text, re.DOTALL)[0]
    assert 'enctype="multipart/form-data"' in kept
    assert re.search(r'(?s)<label[^>]*>nguoi.xlsx</label>.*?<input[^>]*type="file"[^>]*name="file" required', kept)
    assert f'name="note" value="{NAME}"' in kept


def test_after_the_session_has_ended_a_form_with_a_file_keeps_its_words_and_asks_for_the_file_again(importing):
    _opener, client, action, fields = importing
    client.session.flush()

    answer = client.post(action, fields)

    assert answer.headers["X-Form-Refused"] == "signed-out"
    assert_asks_for_the_file_again(answer)


@pytest.fixture
def large(importing, settings, tmp_path):
    """A form whose file exceeds what is read of anybody, and a folder for what is written of it."""
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = str(tmp_path), 2**10
    _opener, client, action, fields = importing
    return client, action, fields | {"file": SimpleUploadedFile("nguoi.xlsx", b"x" * 2**19)}, tmp_path


def test_a_large_form_keeps_its_words_where_somebody_was_signed_in_before(large):
    client, action, fields, folder = large
    client.session.flush()
    client.cookies[FORMER_COOKIE] = new_key(administrator())

    answer = client.post(action, fields)

    assert answer.headers["X-Form-Refused"] == "signed-out"
    assert_asks_for_the_file_again(answer)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("cookie", ["", "1.abc.forged"])
def test_of_other_strangers_a_large_form_is_not_read(large, cookie):
    client, action, fields, _folder = large
    client.session.flush()
    client.cookies[FORMER_COOKIE] = cookie

    answer = client.post(action, fields)

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/account/login/")


def test_a_sign_in_leaves_its_browser_with_a_sign_of_who_it_was():
    person, client = officer(), Client()
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/account/logout/")

    cookie = client.cookies[FORMER_COOKIE]

    assert (owner_of(cookie.value), cookie["httponly"], cookie["samesite"]) == (person.pk, True, "Lax")


def test_so_does_one_from_before_a_new_sign_in(importing):
    _opener, client, action, fields = importing
    client.cookies["csrftoken"] = "b" * 32

    answer = client.post(action, fields)

    assert answer.headers["X-Form-Refused"] == "stale"
    assert_asks_for_the_file_again(answer)


def test_a_page_asks_before_it_sends_files(importing):
    opener, client, action, fields = importing
    asks = {"headers": {"X-Form-Key": fields["form_key"]}}
    allowed = client.options(action, **asks)
    opener.memberships.all().delete()
    forbidden = client.options(action, **asks)
    client.force_login(administrator())
    others = client.options(action, **asks)
    client.session.flush()
    ended = client.options(action, **asks)

    assert (allowed.status_code, allowed.content, forbidden.status_code) == (204, b"", 403)
    assert (others.status_code, others.headers["X-Form-Refused"]) == (403, "other-person")
    assert (ended.status_code, ended.url.partition("?")[0]) == (302, "/account/login/")


# -- What a script sends twice -----------------------------------------------------------------------------------------


@pytest.fixture
def three_files():
    """Three files of a criterion, and a script's form that moves the last one up: the request and the order."""
    work = SelfAssessmentFactory()
    score = work.scores.get(criterion__code="I.2")
    items = [EvidenceItemFactory(score=score, position=place) for place in (1, 2, 3)]
    editor, client = editor_of(work.registration.commune), Client()
    client.force_login(editor)
    page, keys = new_key(editor), {item.pk: new_key(editor) for item in items}

    def move(item, direction="up"):
        fields = {"direction": direction, "form_key": keys[item.pk]}
        headers = {"HX-Request": "true", "X-Form-Key": page}
        return client.post(reverse("evidence:move_item", args=[item.pk]), fields, headers=headers)

    def order():
        return list(EvidenceItem.objects.order_by("position").values_list("pk", flat=True))

    return items, move, order


def test_a_second_click_on_what_a_script_sends_gets_the_answer_to_the_first(three_files, at):
    at(2026, 11, 10, 8, 0)
    (one, two, three), move, order = three_files
    first, second = move(three), move(three)

    assert order() == [one.pk, three.pk, two.pk]
    assert (second.status_code, second.content) == (200, first.content)
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


def test_done_undone_and_done_again_are_three_deeds(three_files, at):
    at(2026, 11, 10, 8, 0)
    (one, two, three), move, order = three_files
    move(three)
    move(three, "down")
    move(three)

    assert order() == [one.pk, three.pk, two.pk]


def test_what_is_sent_again_after_a_while_is_meant(three_files, at):
    (one, two, three), move, order = three_files
    at(2026, 11, 10, 8, 0)
    move(three)
    at(2026, 11, 10, 8, 3)
    move(three)

    assert order() == [three.pk, one.pk, two.pk]
