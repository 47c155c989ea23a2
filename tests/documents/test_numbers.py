"""Figures and days in the words of official papers."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from documents.numbers import date_in_words, points_text, whole_percent
from documents.papers import Block, PaperHead, blocks_of


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 14), "ngày 14 tháng 02 năm 2026"),
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 30), "ngày 30 tháng 11 năm 2026"),
        (None, "ngày .... tháng .... năm ...."),
    ],
)
def test_a_day_in_words_pads_as_decree_30_demands(day, words):
    assert date_in_words(day) == words


def test_an_unknown_day_leaves_dots_and_keeps_the_year():
    assert date_in_words(None, year=2026) == "ngày .... tháng .... năm 2026"


@pytest.mark.parametrize(
    ("language", "places", "text"), [("vi", None, "94,5"), ("vi", 2, "94,50"), ("en", 2, "94.50"), ("en", None, "94.5")]
)
def test_points_read_as_the_language_writes_them(language, places, text):
    with translation.override(language):
        assert points_text(Decimal("94.50"), places=places) == text


@pytest.mark.parametrize(
    ("number", "symbol", "line"),
    [
        ("", "TTr-UBND", "Số: ....../TTr-UBND"),
        ("125", "TTr-UBND", "Số: 125/TTr-UBND"),
        ("125/TTr-CT", "TTr-UBND", "Số: 125/TTr-CT"),
        ("", "", ""),
    ],
)
def test_a_number_is_never_invented(number, symbol, line):
    head = PaperHead(issuer=("ỦY BAN NHÂN DÂN", "XÃ AN LÃO"), place="An Lão", number=number, symbol=symbol)

    assert head.number_line == line


def test_a_typed_body_is_split_into_parts_sections_and_paragraphs():
    assert blocks_of("I. KẾT QUẢ\n\n1. Nhóm tiêu chí I\n 2. Câu này hết bằng dấu chấm.\n- Một ý;\n") == [
        Block("part", "I. KẾT QUẢ"),
        Block("section", "1. Nhóm tiêu chí I"),
        Block("text", "2. Câu này hết bằng dấu chấm."),
        Block("text", "- Một ý;"),
    ]


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 69, 0), (1, 1000, 0), (68, 69, 98), (69, 69, 100), (2, 3, 66), (Decimal("0.58"), 1, 58), (0, 0, None)],
)
def test_a_share_is_cut_and_a_hundred_means_all(part, whole, shown):
    assert whole_percent(part, whole) == shown
