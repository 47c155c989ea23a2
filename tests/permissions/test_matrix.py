"""Every URL of the portal, requested by every role: the whole response is in `expected.py`.

302 to the sign-in for anonymous users; 404 for objects out of scope; 403 for a missing permission.
"""

import re

import pytest
import rules
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter

from kernel.access import PUBLIC
from tests.permissions.expected import ARGUMENTS, DATA, ROWS, SIGN_IN, Row
from tests.permissions.world import ROLES, build_world

DENIED = {"login", "403", "404"}
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)


def patterns(urls=None, prefix=""):
    """Every named address: its name with namespace, and its pattern."""
    for pattern in get_resolver().url_patterns if urls is None else urls:
        if hasattr(pattern, "url_patterns"):
            app_label = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from patterns(pattern.url_patterns, prefix + app_label)
        else:
            yield f"{prefix}{pattern.name}", pattern


def is_sign_in(name: str) -> bool:
    """Signing in and one's own account are allauth's pages."""
    return name.startswith(("account_", "mfa_"))


ALL = dict(patterns())
OURS = {name: pattern for name, pattern in ALL.items() if not is_sign_in(name)}


def address(row: Row, world) -> str:
    values = world.arguments | ARGUMENTS.get(row.name, lambda world: {})(world)
    pattern = OURS[row.name].pattern
    wanted = getattr(pattern, "converters", None) or pattern.regex.groupindex
    return reverse(row.name, kwargs={name: values[name] for name in wanted})


def signed_in(person) -> str:
    """The cookies of this person's session; none for a stranger."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client.cookies.output(header="", sep=";")


# What is the same for everybody may be kept on the way to a signed-in person, too.
FOR_ALL = {name for name, pattern in ALL.items() if getattr(pattern.callback, "permission", None) == PUBLIC}


def answer(row: Row, world, cookies: str) -> str:
    """What the person of these cookies gets; whatever an allowed request writes is undone."""
    client = Client()
    client.cookies.load(cookies)
    # The log holds a limited number of queries, those of all requests before included.
    connection.queries_log.clear()
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        ask = client.post if row.method == "POST" else client.get
        response = ask(address(row, world), DATA.get(row.name, lambda world: {})(world))
        b"".join(response)
        transaction.set_rollback(True)
    kept = response.headers.get("Cache-Control", "")
    if cookies and "no-store" not in kept and not (row.name in FOR_ALL and "public" in kept):
        return f"{response.status_code}, and may be stored"
    written = [query["sql"] for query in queries if WRITES.match(query["sql"])]
    status = str(response.status_code)
    if status == "302" and response.url.startswith(resolve_url("account_login")):
        status = "login"
    if (status in DENIED or row.method == "GET") and written:
        return f"{status}, and wrote {written}"
    return status


def test_every_view_says_who_may_come_in():
    named = {name: getattr(pattern.callback, "permission", None) for name, pattern in ALL.items()}
    assert {name: one for name, one in named.items() if one != PUBLIC and not rules.perm_exists(one or "")} == {}


def test_every_address_has_a_row_and_every_row_an_address():
    assert {row.name for row in ROWS} == set(OURS)


def test_the_addresses_of_signing_in_are_the_known_ones():
    assert set(filter(is_sign_in, ALL)) == set(SIGN_IN)


def app(row: Row) -> str:
    return row.name.partition(":")[0] if ":" in row.name else "portal"


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("app_label", sorted({app(row) for row in ROWS}))
def test_each_person_gets_what_the_table_says(app_label, at):
    at(2026, 12, 29)
    world = build_world()
    sessions = [signed_in(world.people[role]) for role in ROLES]
    rows = [row for row in ROWS if app(row) == app_label]

    result = {(row.name, row.method): tuple(answer(row, world, cookies) for cookies in sessions) for row in rows}

    assert result == {(row.name, row.method): row.answers for row in rows}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "number",
    [
        # SQLite has no column that is too small for this one.
        pytest.param(2**31, marks=pytest.mark.postgres),
        2**63,
    ],
)
def test_a_number_that_no_row_can_have_is_no_page(at, number):
    at(2026, 12, 29)
    world = build_world()
    client = Client()
    client.cookies.load(signed_in(world.people["lead"]))
    result = {}
    for row in ROWS:
        converters = getattr(OURS[row.name].pattern, "converters", {})
        values = world.arguments | ARGUMENTS.get(row.name, lambda world: {})(world)
        for wanted in (name for name, converter in converters.items() if isinstance(converter, IntConverter)):
            path = reverse(row.name, kwargs={name: values[name] for name in converters} | {wanted: number})
            ask = client.post if row.method == "POST" else client.get
            result[f"{row.name} {row.method} {wanted}"] = ask(path).status_code

    assert result
    assert result == dict.fromkeys(result, 404)


@pytest.mark.django_db
def test_what_changes_something_is_never_asked_by_get(at):
    at(2026, 12, 29)
    world = build_world()
    readable = {row.name for row in ROWS if row.method == "GET"}
    only_post = [row for row in ROWS if row.method == "POST" and row.name not in readable | {"set_language"}]

    head = signed_in(world.people["head"])
    result = {row.name: answer(row._replace(method="GET"), world, head) for row in only_post}

    assert result == dict.fromkeys(result, "405")


@pytest.mark.django_db
def test_signing_in_is_open_and_the_rest_of_an_account_is_not(at):
    world = build_world()
    arguments = {"uidb36": "1", "key": "x-y", "pk": 1}
    result = {}
    for name, pattern in ALL.items():
        if is_sign_in(name):
            wanted = getattr(pattern.pattern, "converters", None) or pattern.pattern.regex.groupindex
            path = reverse(name, kwargs={key: arguments[key] for key in wanted})
            editor = Client()
            editor.force_login(world.people["editor"])
            result[name] = (Client().get(path).status_code, editor.get(path).status_code)

    assert result == SIGN_IN


@pytest.mark.django_db
def test_nobody_can_sign_themselves_up(client):
    typed = {"email": "la@example.test", "password1": "mat-khau-rat-dai"}
    assert client.post(reverse("account_signup"), typed).status_code == 404
    assert not get_user_model().objects.filter(email="la@example.test").exists()


SHOWING = (
    "evidence:assessment",
    "evidence:criterion",
    "scoring:workbook",
    "evidence:dossier",
    "evidence:dossier_contents",
    "evidence:paper",
    "evidence:paper_file",
    "evidence:file",
)
CITY = ("officer", "appraiser", "other_appraiser", "lead", "leader")


@pytest.mark.django_db
def test_an_unsent_dossier_is_the_communes_own(at):
    """Before it is sent the city sees in lists how far it has come, never points, papers and evidence [S8]."""
    at(2026, 11, 20)
    world = build_world(open_work=True)

    sessions = {role: signed_in(world.people[role]) for role in CITY}
    result = {name: {role: answer(Row(name, "GET", ()), world, sessions[role]) for role in CITY} for name in SHOWING}

    assert result == dict.fromkeys(SHOWING, dict.fromkeys(CITY, "404"))


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["drafted", "confirmed", "approved"])
def test_before_publication_a_result_is_seen_by_those_who_make_it_alone(state, at):
    at(2026, 12, 29)
    world = build_world(outcome=state)
    names = (
        "results:standing",
        "public:year",
        "public:unit",
        "results:open_data",
        "results:open_criteria",
    )

    sessions = {role: signed_in(world.people[role]) for role in ROLES}
    result = {name: {role: answer(Row(name, "GET", ()), world, sessions[role]) for role in ROLES} for name in names}

    makers = dict.fromkeys(("officer", "lead", "leader"), "200")
    hidden = dict.fromkeys(ROLES, "404")
    assert result == dict.fromkeys(names, hidden) | {"results:standing": hidden | makers | {"anonymous": "login"}}
