"""All typed text arrives clean: forms, URLs, sign-in, searches; no invisible character breaks a page."""

import unicodedata

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from accounts.models import Role, User
from communes.models import Commune
from friendly_gov.middleware import clean_text
from kernel.text import search_key
from scoring.forms import SelfScoreForm
from tests.factories.accounts import UserFactory, administrator, officer
from tests.factories.communes import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PEOPLE = "/accounts/people/"
COMPOSED = "M\u1eadt kh\u1ea9u r\u1ea5t d\u00e0i 2027"
DECOMPOSED = "Ma\u0323\u0302t kha\u0309\u0302u ra\u0302\u0301t da\u0300i 2027"
MIXED = "M\u00e2\u0323t kh\u00e2\u0309u r\u00e2\u0301t d\u00e0i 2027"


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()
    yield
    cache.clear()


def signs_in(client, email, password) -> bool:
    answer = client.post("/account/login/", {"login": email, "password": password})
    signed_in = answer.status_code == 302
    client.logout()
    return signed_in


@pytest.mark.parametrize("typed", ["{}\u200b", "\ufeff{}", " {}\u00a0"])
def test_an_address_pasted_with_an_invisible_letter_signs_in(client, typed):
    person = officer()
    assert signs_in(client, typed.format(person.email), "mat-khau-rat-dai")


def test_an_invited_address_is_kept_without_invisible_letters(client):
    client.force_login(administrator())
    data = {"email": "Moi@example.test\u200b", "full_name": "Nguyễn\u00a0 Va\u0306n\u200b Mới", "role": Role.OFFICER}

    assert client.post(f"{PEOPLE}invite/", data).status_code == 302

    kept = User.objects.get(email="moi@example.test")
    assert kept.full_name == "Nguyễn Văn Mới"


@pytest.mark.parametrize("chosen", [COMPOSED, DECOMPOSED, MIXED])
def test_a_password_is_the_same_in_any_writing(client, chosen):
    person = officer()
    person.set_password(chosen)
    person.save()

    assert all(signs_in(client, person.email, typed) for typed in (COMPOSED, DECOMPOSED, MIXED))
    assert not signs_in(client, person.email, f"{COMPOSED}x")


def test_a_password_kept_in_an_older_writing_still_opens_and_is_kept_again(client):
    person = officer()
    User.objects.filter(pk=person.pk).update(password=make_password(unicodedata.normalize("NFD", COMPOSED)))

    assert signs_in(client, person.email, COMPOSED)

    assert check_password(COMPOSED, User.objects.get(pk=person.pk).password)


def test_what_a_password_is_made_of_is_not_cleaned(rf):
    request = rf.post("/", {"password1": " a  b\u00a0c ", "note": " a  b\u00a0c "})
    seen = {}
    clean_text(lambda asked: seen.update(asked.POST.dict()) or HttpResponse())(request)
    assert seen == {"password1": " a  b\u00a0c ", "note": "a b c"}


def test_a_form_is_read_only_where_a_view_asks_for_it(rf):
    request = rf.post("/", {"note": "x"})
    clean_text(lambda asked: HttpResponse())(request)
    assert not hasattr(request, "_post")
    assert isinstance(request.POST, QueryDict)


def test_as_many_letters_as_the_browser_counts_fit(rf):
    """A browser counts a line's end as one letter and sends two."""
    text = ("Tình tiết vụ việc dòng này\n" * 300)[:5000].strip()
    seen = []
    clean_text(lambda asked: seen.append(SelfScoreForm(asked.POST)) or HttpResponse())(
        rf.post("/", {"explanation": text.replace("\n", "\r\n")})
    )
    assert seen[0].data["explanation"] == text


@pytest.mark.parametrize("typed", ["\u0000", "\u0000abc", "%00", "\ud800".encode("utf-8", "surrogatepass")])
def test_a_null_in_a_search_or_a_form_is_no_error(client, typed):
    CommuneFactory()
    client.force_login(administrator())
    pages = [reverse("search"), PEOPLE, reverse("accounts:people")]
    assert [client.get(page, {"q": typed}).status_code for page in pages] == [200, 200, 200]
    assert client.post(f"{PEOPLE}invite/", {"email": typed, "full_name": typed, typed: "1"}).status_code in (200, 422)
    client.logout()
    assert client.post("/account/login/", {"login": typed, "password": typed}).status_code == 200
    assert client.post("/account/password/reset/", {"email": typed}).status_code in (200, 302)


@pytest.mark.parametrize(
    "path",
    ["/%00", "/2026/%00/", "/public/2026/%00/", "/2026/10510/self-assessment/I.1%00/", "/rubrics/%00/", "/a%0ab/"],
)
def test_an_address_with_control_characters_is_not_found(client, path):
    client.force_login(officer())
    assert client.get(path).status_code == 404


SEARCHES = [
    "Đồ Sơn", "do son", "\u00d0\u1ed3 Sơn", "Đồ\u00a0Sơn", "Đồ  Sơn", "Đồ Sơn\u200b", "phường Đồ Sơn",
    "Phường\u00a0Đồ  Sơn", "UBND phường Đồ Sơn, thành phố Hải Phòng", "Ward Đồ Sơn", "P. Đồ Sơn",
    "Đo\u0302\u0300 So\u031bn",
]  # fmt: skip


@pytest.fixture
def units():
    for code, name, kind in [
        ("1", "Đồ Sơn", Commune.Kind.WARD),
        ("2", "Nam Đồ Sơn", Commune.Kind.WARD),
        ("3", "Lê Chân", Commune.Kind.WARD),
        ("4", "An Lão", Commune.Kind.COMMUNE),
    ]:
        CommuneFactory(code=code, name=name, kind=kind, search_key=f"{search_key(name)} {code}")


@pytest.mark.parametrize("typed", SEARCHES)
def test_a_unit_is_found_by_what_people_call_it(client, units, typed):
    client.force_login(officer())
    answer = client.get(reverse("search"), {"q": typed})
    assert [commune.name for commune, _page in answer.context["rows"]] == ["Đồ Sơn", "Nam Đồ Sơn"]


@pytest.mark.parametrize(("typed", "names"), [("xã", ["An Lão"]), ("xã Đồ Sơn", []), ("phường lê", ["Lê Chân"])])
def test_the_kind_alone_narrows_a_search(client, units, typed, names):
    client.force_login(officer())
    answer = client.get(reverse("search"), {"q": typed})
    assert [commune.name for commune, _page in answer.context["rows"]] == names


def test_people_are_listed_in_vietnamese_order(client):
    names = ["Ái Quốc", "An Dương", "Ân Thi", "Dương Kinh", "Đại Sơn", "Đông Hải", "Ea Hiao"]
    for name in reversed(names):
        UserFactory(full_name=name, membership=Role.OFFICER)
    client.force_login(administrator(full_name="Yết Kiêu"))

    assert [person.full_name for person in User.objects.all()] == [*names, "Yết Kiêu"]
    assert [row.full_name for row in client.get(PEOPLE).context["listing"].page] == [*names, "Yết Kiêu"]
