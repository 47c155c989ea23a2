"""Administrators' pages: who may come in, what a list costs, a spreadsheet from row to account."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.models import Role, User
from tests.factories.accounts import UserFactory, administrator, editor_of, officer, team_lead
from tests.factories.communes import CommuneFactory

pytestmark = pytest.mark.django_db

PEOPLE = "/accounts/people/"


@pytest.fixture
def admin(client):
    person = administrator(full_name="Quản trị")
    client.force_login(person)
    return person


def sheet(*rows) -> SimpleUploadedFile:
    book, content = Workbook(), BytesIO()
    for row in [("email", "full_name", "role", "unit_code"), *rows]:
        book.active.append(row)
    book.save(content)
    return SimpleUploadedFile("people.xlsx", content.getvalue())


@pytest.mark.parametrize("make", [officer, team_lead, lambda: editor_of(CommuneFactory())])
def test_only_administrators_come_in(client, make):
    client.force_login(make())
    other = officer()

    pages = [PEOPLE, f"{PEOPLE}invite/", f"{PEOPLE}import/", f"{PEOPLE}import/people.xlsx"]
    assert [client.get(page).status_code for page in pages] == [403, 403, 403, 403]
    assert client.get(reverse("accounts:person", args=[other.pk])).status_code == 404
    assert client.post(reverse("accounts:disable", args=[other.pk])).status_code == 404
    assert client.get("/accounts/profile/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_people(client, admin, rows, django_assert_num_queries):
    for _ in range(rows):
        UserFactory(membership=(Role.COMMUNE_EDITOR, CommuneFactory().code))
    client.get(PEOPLE)

    with django_assert_num_queries(8):
        assert client.get(PEOPLE).status_code == 200


def test_the_list_finds_without_accents_and_by_commune(client, admin):
    commune = CommuneFactory(name="Lê Chân")
    editor_of(commune, full_name="Nguyễn Thị Phượng")
    officer(full_name="Phạm Văn Sở", is_active=False)

    def listed_names(**query):
        return [row.full_name for row in client.get(PEOPLE, query).context["listing"].page]

    asked = ("phuong", "le chan", commune.code, "Phường Lê Chân", "phượng lê")
    assert [listed_names(q=words) for words in asked] == [["Nguyễn Thị Phượng"]] * len(asked)
    assert listed_names(role="officer") == listed_names(state="disabled") == ["Phạm Văn Sở"]
    assert listed_names(sort="-name") == ["Quản trị", "Phạm Văn Sở", "Nguyễn Thị Phượng"]


def test_a_refused_invitation_keeps_what_was_typed(client, admin):
    typed = {"full_name": "Trần Văn A", "email": "a@example.test", "role": "commune_head", "unit_code": ""}

    answer = client.post(f"{PEOPLE}invite/", typed)

    assert (answer.status_code, "Trần Văn A" in answer.text, User.objects.count()) == (422, True, 1)
    answer = client.post(f"{PEOPLE}invite/", typed | {"role": "officer"})
    assert (answer.status_code, User.objects.count()) == (302, 2)


def test_the_page_of_a_person_gives_withdraws_disables(client, admin):
    person = officer(full_name="Lê Thị B")
    page = reverse("accounts:person", args=[person.pk])

    assert client.post(f"{page}grant/", {"role": "officer", "unit_code": ""}).status_code == 422
    client.post(f"{page}grant/", {"role": "team_lead", "unit_code": ""})
    client.post(reverse("accounts:withdraw", args=[person.memberships.get(role="officer").pk]))
    client.post(f"{page}rename/", {"full_name": "Lê Thị Bình"})
    client.post(f"{page}disable/")

    person = User.objects.get(pk=person.pk)
    assert (person.full_name, person.is_active) == ("Lê Thị Bình", False)
    assert list(person.memberships.values_list("role", flat=True)) == ["team_lead"]
    assert len(client.get(page).context["trail"]) == 4
    client.post(f"{page}enable/")
    assert User.objects.get(pk=person.pk).is_active


def test_an_administrator_cannot_disable_themselves_by_the_page(client, admin):
    page = reverse("accounts:person", args=[admin.pk])

    assert f"{page}disable/" not in client.get(page).text
    client.post(f"{page}disable/")
    assert User.objects.get(pk=admin.pk).is_active


def test_a_spreadsheet_is_looked_at_then_invited(client, admin):
    commune = CommuneFactory(code="10507")
    rows = [("a@example.test", "Người A", "commune_editor", 10507), ("b@example.test", "Người B", "officer", None)]

    seen = client.post(f"{PEOPLE}import/", {"sheet": sheet(*rows)})
    assert (seen.status_code, [row["unit"] for row in seen.context["rows"]]) == (200, [str(commune), ""])
    assert User.objects.count() == 1

    client.post(f"{PEOPLE}import/confirm/", {"kept": seen.context["kept"]})
    assert sorted(User.objects.values_list("email", flat=True)) == ["a@example.test", "b@example.test", admin.email]


def test_a_faulty_spreadsheet_shows_each_row_with_its_problems(client, admin):
    seen = client.post(f"{PEOPLE}import/", {"sheet": sheet(("a@example.test", "A", "officer", ""), ("?", "", "x", ""))})

    result = [(row["number"], [problem.code for problem in row["problems"]]) for row in seen.context["rows"]]
    assert (seen.status_code, seen.context["kept"]) == (422, "")
    assert result == [(2, []), (3, ["person_email_invalid", "person_name_missing", "role_unknown"])]


def test_columns_and_roles_may_be_named_in_either_language(client, admin):
    book = Workbook()
    book.active.append(["Mail address", "Họ và tên", "VAI TRÒ", "unit_code"])
    book.active.append(["a@example.test", "Trần Văn A", "Department officer", ""])
    content = BytesIO()
    book.save(content)

    seen = client.post(f"{PEOPLE}import/", {"sheet": SimpleUploadedFile("people.xlsx", content.getvalue())})

    assert [(row["person"].role, row["problems"]) for row in seen.context["rows"]] == [("officer", [])]


def test_the_page_says_the_columns_in_the_readers_language(client, admin):
    wrong = Workbook()
    wrong.active.append(["e-mail"])
    content = BytesIO()
    wrong.save(content)
    upload = SimpleUploadedFile("people.xlsx", content.getvalue())
    columns = "“Địa chỉ thư điện tử”, “Họ và tên”, “Vai trò”, “Mã đơn vị”"

    assert columns in client.get(f"{PEOPLE}import/").text
    assert f"Dòng đầu phải ghi tên các cột {columns}." in client.post(f"{PEOPLE}import/", {"sheet": upload}).text


@pytest.mark.parametrize("content", [b"%PDF-1.4 nothing", b"PK\x03\x04 broken"])
def test_what_is_no_spreadsheet_is_refused(client, admin, content):
    answer = client.post(f"{PEOPLE}import/", {"sheet": SimpleUploadedFile("people.xlsx", content)})

    assert answer.status_code == 422


def test_a_list_that_was_tampered_with_is_not_invited(client, admin):
    client.post(f"{PEOPLE}import/confirm/", {"kept": "tampered"})

    assert User.objects.count() == 1


def test_the_template_names_the_columns_and_every_unit(client, admin):
    CommuneFactory(code="10507", name="Ngô Quyền")
    book = load_workbook(BytesIO(client.get(f"{PEOPLE}import/people.xlsx").content))

    assert [cell.value for cell in book.worksheets[0][1]] == [
        "Địa chỉ thư điện tử",
        "Họ và tên",
        "Vai trò",
        "Mã đơn vị",
    ]
    assert book.worksheets[1]["D2"].value == "10507"


def test_one_more_head_of_a_unit_is_given_only_to_who_has_seen_the_others(client, admin):
    unit = CommuneFactory(name="Kiến Thụy")
    UserFactory(full_name="Chủ tịch cũ", membership=(Role.COMMUNE_HEAD, unit.code))
    typed = {"full_name": "Chủ tịch mới", "email": "moi@example.vn", "role": "commune_head", "unit_code": unit.code}

    warned = client.post(f"{PEOPLE}invite/", typed)
    assert (warned.status_code, User.objects.filter(email="moi@example.vn").exists()) == (422, False)
    assert "Chủ tịch cũ" in warned.text
    assert 'type="checkbox" name="second_head"' in warned.text
    assert client.post(f"{PEOPLE}invite/", typed | {"second_head": "on"}).status_code == 302

    other = UserFactory(full_name="Phó Chủ tịch")
    address = reverse("accounts:grant", args=[other.pk])
    role = {"role": "commune_head", "unit_code": unit.code}
    assert client.post(address, role).status_code == 422
    assert client.post(address, role | {"second_head": "on"}).status_code == 302
    assert client.post(address, {"role": "commune_editor", "unit_code": unit.code}).status_code == 302


def test_an_import_says_which_units_would_have_two_heads(client, admin):
    first, second = CommuneFactory(name="An Lão"), CommuneFactory(name="Vĩnh Bảo")
    UserFactory(full_name="Chủ tịch cũ", membership=(Role.COMMUNE_HEAD, first.code))
    rows = [
        ("a@example.vn", "Chủ tịch A", "commune_head", first.code),
        ("b@example.vn", "Chủ tịch B", "commune_head", second.code),
        ("c@example.vn", "Công chức C", "commune_editor", first.code),
    ]

    page = client.post(f"{PEOPLE}import/", {"sheet": sheet(*rows)})

    assert page.status_code == 200  # a warning, no refusal
    assert page.context["double"] == [(str(first), ["Chủ tịch cũ", "Chủ tịch A"])]
    assert [bool(row["heads"]) for row in page.context["rows"]] == [True, False, False]


def test_a_unit_is_named_by_words_or_code_and_the_page_holds_no_list_of_units(client, admin):
    unit = CommuneFactory(name="Kiến Thụy")
    for name in ("Kiến An", "Kiến Hải"):
        CommuneFactory(name=name)
    person = UserFactory()
    address = reverse("accounts:grant", args=[person.pk])

    def given(words: str):
        return client.post(address, {"role": "commune_editor", "unit_code": words})

    several, nobody = given("kien"), given("Không có")
    assert (several.status_code, "Kiến An" in several.text, 'value="kien"' in several.text) == (422, True, True)
    assert (nobody.status_code, person.memberships.count()) == (422, 0)
    assert given("kien thuy").status_code == 302
    assert person.memberships.get().unit_code == unit.code
    assert "Kiến An" not in client.get(f"{PEOPLE}invite/").text
