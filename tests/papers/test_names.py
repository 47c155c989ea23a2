"""Units in papers: a capital kind where the name is a person's or a number (Decree 30, Appendix II)."""

import csv

import pytest

from communes.models import Commune
from communes.paper_names import NAMED_AFTER, paper_name
from communes.services.communes import load_communes

UNITS = NAMED_AFTER.with_name("communes.csv")
CAPITAL = {
    *("Phường Chu Văn An", "Phường Hưng Đạo", "Phường Lê Chân", "Phường Lê Đại Hành", "Phường Lê Ích Mộc"),
    *("Phường Lê Thanh Nghị", "Phường Ngô Quyền", "Phường Nguyễn Đại Năng", "Phường Nguyễn Trãi"),
    *("Phường Phạm Sư Mạnh", "Phường Trần Hưng Đạo", "Phường Trần Liễu", "Phường Trần Nhân Tông"),
    *("Xã Khúc Thừa Dụ", "Xã Nguyễn Bỉnh Khiêm", "Xã Nguyễn Lương Bằng", "Xã Trần Phú", "Xã Tuệ Tĩnh", "Xã Yết Kiêu"),
}


def rows_of(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.django_db
def test_of_the_114_units_those_named_after_a_person_have_a_capital(at):
    load_communes(rows_of(UNITS), now=at(2026, 1, 5))

    names = [paper_name(unit) for unit in Commune.objects.all()]

    assert {name for name in names if name[0].isupper()} == CAPITAL
    assert len(names) == 114
    assert {"xã An Lão", "phường Hồng Bàng", "đặc khu Cát Hải", "phường Bạch Đằng"} <= set(names)


def test_a_number_makes_a_capital_too():
    assert paper_name(Commune(name="1", kind="ward")) == "Phường 1"


def test_each_is_a_unit_of_the_city_with_its_person_and_source():
    units = {(row["code"], row["name"]) for row in rows_of(UNITS)}

    for row in rows_of(NAMED_AFTER):
        assert (row["code"], row["name"]) in units
        assert row["person"]
        assert row["source"]
