"""The units that are assessed, and loading them."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from communes.models import Commune
from communes.services.communes import load_communes
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from tests.factories.communes import CommuneFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 5, 9, tzinfo=CITY_ZONE)

ROWS = [
    {"code": "10507", "name": "Thử Đường", "kind": "ward"},
    {"code": "10510", "name": "Ái Mộ", "kind": "commune"},
]


def test_units_are_found_without_accents():
    assert load_communes(ROWS, now=NOW) == 2

    assert list(Commune.objects.values_list("code", "name", "kind", "search_key")) == [
        ("10507", "Thử Đường", "ward", "thu duong 10507"),
        ("10510", "Ái Mộ", "commune", "ai mo 10510"),
    ]
    assert list(Entry.objects.values_list("verb", "facts")) == [("communes.load_communes", {"count": 2})]


def test_loading_again_changes_and_records_nothing():
    load_communes(ROWS, now=NOW)

    assert (load_communes(ROWS, now=NOW), Commune.objects.count(), Entry.objects.count()) == (0, 2, 1)


def test_a_unit_is_renamed_under_its_code():
    load_communes(ROWS, now=NOW)

    assert load_communes([ROWS[0] | {"name": "Tên Mới"}], now=NOW) == 1

    assert Commune.objects.get(code="10507").search_key == "ten moi 10507"


def test_a_population_is_kept_until_the_column_says_otherwise():
    def known() -> list[int | None]:
        return list(Commune.objects.order_by("code").values_list("population", flat=True))

    load_communes(ROWS, now=NOW)
    assert known() == [None, None]
    load_communes([ROWS[0] | {"population": "24.310"}, ROWS[1] | {"population": " 9800 "}], now=NOW)
    assert known() == [24310, 9800]
    assert load_communes(ROWS, now=NOW) == 0
    assert load_communes([ROWS[0] | {"population": ""}], now=NOW) == 1
    assert known() == [None, 9800]


def test_predecessors_are_kept_until_the_column_says_otherwise():
    def known() -> list[list[str]]:
        return list(Commune.objects.order_by("code").values_list("predecessors", flat=True))

    load_communes(ROWS, now=NOW)
    assert known() == [[], []]
    assert load_communes([ROWS[0] | {"predecessors": " Xã An Hòa;Thị trấn  An Lão; "}], now=NOW) == 1
    assert load_communes(ROWS, now=NOW) == 0
    assert known() == [["Xã An Hòa", "Thị trấn An Lão"], []]
    load_communes([ROWS[0] | {"predecessors": ""}], now=NOW)
    assert known() == [[], []]


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ({"code": "", "name": "A", "kind": "ward"}, ["commune_incomplete"]),
        ({"code": "1", "name": "", "kind": "town"}, ["commune_incomplete", "commune_kind_unknown"]),
        ({"code": "10507", "name": "A", "kind": "ward"}, ["commune_code_twice", "commune_code_twice"]),
        *(
            ({"code": "1", "name": "A", "kind": "ward", "population": typed}, ["commune_population_malformed"])
            for typed in ("0", "-5", "12,5", "1.5", "24 nghìn", "²")
        ),
        *(
            ({"code": "1", "name": "A", "kind": "ward", "predecessors": typed}, ["commune_predecessors_malformed"])
            for typed in ("Xã A; " * 13, "X" * 101)
        ),
    ],
)
def test_a_wrong_row_is_refused_and_nothing_is_written(row, codes):
    with pytest.raises(Refused) as refusal:
        load_communes([*ROWS, row], now=NOW)

    assert [problem.code for problem in refusal.value.problems] == codes
    assert (Commune.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_database_keeps_codes_and_names_apart():
    commune = CommuneFactory()

    for same in ({"code": commune.code}, {"name": commune.name, "kind": commune.kind}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CommuneFactory(**same)
