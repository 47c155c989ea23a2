"""Every list of the staff: downloaded exactly as filtered, and read at a constant number of queries."""

import csv
import importlib
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django import forms
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import GrantRequest, Role, SignInEvent, User
from documents.lists import ComputedListFilter, ListFilter
from friendly_gov.trail.lists import TrailFilter
from tests.documents.test_lists import a_year
from tests.factories.accounts import administrator, officer
from tests.factories.notifications import TRIED, MailingFactory
from tests.factories.tokens import TokenFactory
from tests.factories.webhooks import DeliveryFactory
from webhooks.models import Delivery

pytestmark = pytest.mark.django_db


class Known(NamedTuple):
    """A list page, and the column of its file whose value tells the rows apart."""

    url: str
    args: list[int]
    column: int
    value: Callable[[Any], str]
    query: dict[str, str] = {}
    at_most: int = 12


def code(row) -> str:
    return row.code


YEAR = [2026]
OF_A_YEAR = {
    "RegistrationFilter": Known("communes:registrations", YEAR, 0, code),
    "AssessmentFilter": Known("scoring:assessments", YEAR, 0, code),
    "DossierFilter": Known("evidence:dossiers", YEAR, 0, code),
    "ReviewFilter": Known("appraisal:reviews", YEAR, 0, code),
    # The page holds the team, its conflicts and its settings besides.
    "AssignmentFilter": Known("appraisal:team", YEAR, 0, code, at_most=24),
    "BreachFilter": Known("appraisal:breaches", YEAR, 0, code),
    "VisitFilter": Known("appraisal:visits", YEAR, 0, code),
    "MemberFilter": Known("appraisal:progress", YEAR, 0, lambda row: row.name, {"part": "members"}, 20),
    "CommuneFilter": Known("appraisal:progress", YEAR, 0, code, {"part": "communes"}, 20),
    "CriterionFilter": Known("appraisal:progress", YEAR, 0, code, {"part": "criteria"}, 20),
    "RegistryFilter": Known("records:registry", YEAR, 0, lambda row: row.document.registry_key),
}
OF_ADMINISTRATORS = {
    "PeopleFilter": Known("accounts:people", [], 1, lambda row: row.email),
    "MailFilter": Known("accounts:undeliverable", [], 1, lambda row: row.address),
    "GrantFilter": Known("accounts:grant_requests", [], 0, lambda row: row.full_name),
    "SignInFilter": Known("accounts:own_sign_ins", [], 3, lambda row: row.address),
    "TokenFilter": Known("tokens:all", [], 0, lambda row: row.name),
    "DeliveryFilter": Known("webhooks:deliveries", [], 2, lambda row: row.url),
}
# Paged by key, with a test of its own (tests/friendly_gov/test_trail.py).
ELSEWHERE = {TrailFilter.__name__}


def kinds_of(base: type) -> set[str]:
    below = base.__subclasses__()
    return {kind.__name__ for kind in below} | {name for kind in below for name in kinds_of(kind)}


def test_every_list_of_the_portal_is_known_here():
    importlib.import_module(settings.ROOT_URLCONF)
    made = {name for name in kinds_of(ListFilter) if name != ComputedListFilter.__name__}
    assert made == set(OF_A_YEAR) | set(OF_ADMINISTRATORS) | ELSEWHERE


def of_administrators(reader: User, count: int, *, before: int = 0) -> None:
    """So many mails, settled requests, sign-ins, tokens and deliveries of each state."""
    for number in range(before, before + count):
        at = TRIED + timedelta(days=number)
        MailingFactory(failed=True)
        MailingFactory(attempts=1, claimed_at=at, last_error="451 4.7.1 Try again later")
        person = administrator(full_name=f"Người {number}")
        ended = {"state": "refused", "settled_at": at, "settled_by": reader} if number % 2 else {}
        GrantRequest.objects.create(person=person, role=Role.OFFICER, asked_at=at, lapses_at=at, **ended)
        kind = SignInEvent.Kind.FAILED if number % 2 else SignInEvent.Kind.SIGNED_IN
        SignInEvent.objects.create(person=reader, kind=kind, happened_at=at, address=f"192.0.2.{number}", by=person)
        TokenFactory(owner=person)
        TokenFactory(owner=person, expires_at=TRIED)
        DeliveryFactory(event__happened_at=at)
        DeliveryFactory(event__happened_at=at, state=Delivery.State.DELIVERED, last_error="")


def read(client, known: Known, **query):
    return client.get(reverse(known.url, args=known.args), known.query | query)


def shown(client, known: Known, **query) -> list[str]:
    """What tells the rows apart, of every row on the page."""
    page = read(client, known, **query).context["listing"].page
    assert page.paginator.num_pages == 1 or page.paginator.count > page.paginator.per_page
    return [str(known.value(row)) for row in page]


def downloaded(client, known: Known, **query) -> list[str]:
    answer = read(client, known, **query, **{"as": "csv"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return [line[known.column] for line in lines[1:]]


def choices_of(client, known: Known) -> list[dict[str, str]]:
    """One query for each choice of each filter, a word for each search field, and the last order backwards."""
    listing = read(client, known).context["listing"]
    asked = [{"sort": listing.orders[-1][0]}]
    for name, field in listing.form.fields.items():
        if isinstance(field, forms.ChoiceField):
            asked += [{name: str(value)} for value, _label in field.choices if value]
        elif isinstance(field, forms.BooleanField):
            asked.append({name: "1"})
        else:
            asked.append({name: "a"})
    return asked


def each_row_has_a_cell_for_each_head(client, lists: dict[str, Known]) -> None:
    """On a phone every cell but the first says what it holds."""
    for kind, known in lists.items():
        table = read(client, known).text.rpartition("<table")[2]
        rows = re.findall(r"<tr>(?:(?!</tr>).)*?<td.*?</tr>", table, re.DOTALL)
        heads = table.count('<th scope="col"')
        cells = {(row.count("<td"), row.count("data-label=")) for row in rows}
        assert cells == {(heads, heads - 1)}, kind


def files_hold_what_is_shown(client, lists: dict[str, Known]) -> None:
    for kind, known in lists.items():
        everything, kept = shown(client, known), set()
        assert len(everything) > 1, kind
        for query in choices_of(client, known):
            rows = shown(client, known, **query)
            assert downloaded(client, known, **query) == rows, (kind, query)
            kept.add(len(rows))
        assert min(kept) < len(everything), f"no filter of {kind} leaves anything out"


def costs(client, lists: dict[str, Known]) -> dict[str, list[int]]:
    """The queries of each list: as a page, and as a file."""
    counted: dict[str, list[int]] = {}
    for kind, known in lists.items():
        read(client, known)
        for form in ("", "csv"):
            with CaptureQueriesContext(connection) as queries:
                read(client, known, **{"as": form})
            counted.setdefault(kind, []).append(len(queries))
    return counted


def few_and_alike(before: dict[str, list[int]], after: dict[str, list[int]], lists: dict[str, Known]) -> None:
    assert after == before
    assert not {kind: counts for kind, counts in after.items() if max(counts) > lists[kind].at_most}


def test_lists_of_a_year_hold_in_their_file_what_is_shown_at_constant_queries(client):
    client.force_login(officer())
    a_year(1)
    one = costs(client, OF_A_YEAR)
    a_year(2, before=1)
    few_and_alike(one, costs(client, OF_A_YEAR), OF_A_YEAR)
    files_hold_what_is_shown(client, OF_A_YEAR)
    each_row_has_a_cell_for_each_head(client, OF_A_YEAR)


def test_lists_of_administrators_hold_in_their_file_what_is_shown_at_constant_queries(client, at):
    at(2026, 3, 2)
    reader = administrator()
    client.force_login(reader)
    of_administrators(reader, 2)
    one = costs(client, OF_ADMINISTRATORS)
    of_administrators(reader, 2, before=2)
    few_and_alike(one, costs(client, OF_ADMINISTRATORS), OF_ADMINISTRATORS)
    files_hold_what_is_shown(client, OF_ADMINISTRATORS)
    each_row_has_a_cell_for_each_head(client, OF_ADMINISTRATORS)
