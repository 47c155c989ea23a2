from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.utils import translation

from results.charts import bands, distribution
from results.markup import RowWriter
from results.queries import RankingRow
from scoring.core import Level

MAXIMA = {"I": Decimal("24.00"), "II": Decimal("24.00"), "III": Decimal("26.00"), "IV": Decimal("26.00")}


def row(**changes) -> RankingRow:
    facts = {
        "registration_id": 1,
        "code": "10510",
        "kind": "ward",
        "name": "Lê Chân",
        "search_key": "le chan 10510",
        "registered": True,
        "submitted": True,
        "self_total": Decimal("96.00"),
        "appraised_total": Decimal("94.75"),
        "group_totals": {"I": "22.50", "II": "24.00", "III": "24.25", "IV": "24.00"},
        "level": Level.LEVEL_3,
        "reason": "by_points",
        "rank": 7,
        "state": "",
        "recognition": "",
    }
    return RankingRow(**facts | changes)


def cells(given: RankingRow) -> list[str]:
    """The text of a row's cells; pictures aside."""
    read = ElementTree.fromstring(RowWriter(2026, MAXIMA)(given))
    for cell in read:
        for picture in cell.findall("svg"):
            picture.clear()
    return ["".join(cell.itertext()) for cell in read]


def test_a_row_reads_as_a_line_of_the_ranking():
    with translation.override("vi"):
        assert cells(row()) == ["7", "Phường Lê Chân", "Phường", "96,00", "94,75", "−1,25", "Mức 3", ""]
    with translation.override("en"):
        assert cells(row(self_total=Decimal("90.5")))[3:6] == ["90.50", "94.75", "+4.25"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"level": None, "reason": "not_appraised"}, "Chưa thẩm định xong"),
        ({"level": Level.NOT_QUALIFIED, "reason": "not_registered"}, "Không đăng ký"),
        ({"level": Level.NOT_QUALIFIED, "reason": "breach"}, "Vi phạm"),
        ({"level": Level.NOT_QUALIFIED}, "Dưới 80 điểm"),
        ({"level": None, "reason": "revoked", "recognition": "revoked"}, "Đã thu hồi công nhận"),
    ],
)
def test_a_row_says_its_standing(changes, expected):
    with translation.override("vi"):
        assert cells(row(**changes))[6] == expected


def test_a_row_without_points_shows_dashes():
    bare = row(self_total=None, appraised_total=None, group_totals={}, level=Level.NOT_QUALIFIED, rank=None)

    assert [cells(bare)[place] for place in (0, 3, 4, 5, 7)] == ["–", "–", "–", "–", ""]


def test_text_from_outside_is_escaped():
    hostile = row(name="<script>alert('1')</script>&", code='1"><b>', group_totals={"I": "<i>", "II": "1"})
    with pytest.raises(ValueError, match="could not convert"):
        RowWriter(2026, MAXIMA)(hostile)

    written = RowWriter(2026, MAXIMA)(row(name="<script>alert('1')</script>&", code='1"><b>'))

    assert "<script>" not in written
    assert '"><b>' not in written
    assert cells(row(name="<i>&"))[1].endswith("<i>&")


def test_the_picture_of_the_groups_is_named_in_words():
    with translation.override("vi"):
        read = ElementTree.fromstring(RowWriter(2026, MAXIMA)(row()))
    [picture] = read[7].findall("svg")

    assert picture.get("role") == "img"
    assert picture.find("title").text == "I: 22,5/24 · II: 24/24 · III: 24,25/26 · IV: 24/26"


def test_ranked_rows_stand_above_the_others():
    page = RowWriter(2026, MAXIMA).page([row(), row(rank=None, level=Level.NOT_QUALIFIED, reason="breach")])
    read = ElementTree.fromstring(f"<table>{page}</table>")

    assert [(body.get("class"), len(body)) for body in read] == [(None, 1), ("unranked", 1)]


def totals(*pairs):
    return [row(appraised_total=Decimal(appraised), self_total=Decimal(own)) for appraised, own in pairs]


def test_each_total_is_in_its_own_band():
    """The points of those in breach and of the revoked are not used [S4, S5]."""
    aside = [row(level=None, reason="revoked"), row(level=0, reason="breach"), row(level=None, reason="not_appraised")]
    groups = bands([*totals(("100", "95"), ("95", "100"), ("94.99", "69.99"), ("12", "80")), *aside])

    assert [(b.low, b.level, b.appraised, b.own) for b in groups if b.appraised or b.own] == [
        (69, Level.NOT_QUALIFIED, 1, 1),
        (80, Level.LEVEL_1, 0, 1),
        (94, Level.LEVEL_3, 1, 0),
        (95, Level.LEVEL_4, 1, 1),
        (99, Level.LEVEL_4, 1, 1),
    ]


def test_the_distribution_is_described_in_text_for_screen_readers():
    with translation.override("vi"):
        read = ElementTree.fromstring(distribution(bands(totals(("96", "97"), ("95", "95"), ("70", "80")))))

    named = [read.find(f"*[@id='{key}']").text for key in read.get("aria-labelledby").split()]
    assert read.get("role") == "img"
    assert named == [
        "Số đơn vị theo tổng điểm",
        "Mức 4: 2 đơn vị; Mức 3: 0 đơn vị; Mức 2: 0 đơn vị; Mức 1: 0 đơn vị; Không đạt chuẩn: 1 đơn vị.",
    ]


def test_the_distribution_of_an_empty_year_still_draws():
    ElementTree.fromstring(distribution(bands([])))
