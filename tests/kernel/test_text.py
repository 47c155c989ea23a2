"""Text cleaned, folded and put in order: the same outcome however it was typed, pasted or converted."""

import random

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from documents.forms import TickedRows
from kernel.htmx import whole_number
from kernel.names import name_key
from kernel.text import clean, clean_letters, clean_line, fold, search_key

IN_ORDER = [
    "Ái Quốc",
    "An Dương",
    "Ân Thi",
    "Bắc An Phụ",
    "Dương Kinh",
    "Đại Sơn",
    "Đồ Sơn",
    "Đông Hải",
    "Ea Hiao",
    "Ô Môn",
    "Ước Lễ",
    "Vĩnh Bảo",
    "Yết Kiêu",
]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Đồ\u00a0Sơn", "Đồ Sơn"),
        ("Đồ\u2009\u3000  Sơn ", "Đồ Sơn"),
        ("\ufeffĐồ\u200b So\u031bn\u00ad", "Đồ Sơn"),
        ("\u00d0\u1ed3 Sơn, \u0189\u1ed3 Sơn, \u00f0\u1ed3ng", "Đồ Sơn, Đồ Sơn, đồng"),
        ("Ma\u0323\u0302t kha\u0309\u0302u kh\u1ea3\u0302u", "Mật khẩu khẩu"),
        ("Ma\u0323\u200b\u0302t", "Mật"),
        ("123/QĐ\u2011UBND", "123/QĐ-UBND"),
        ("\u0000a\u0007b\ud800c\uffff", "abc"),
        ("\u202eđảo\u202c", "đảo"),
        ("một\r\nhai\rba\u2028bốn\vnăm \n\n sáu", "một\nhai\nba\nbốn\nnăm\n\nsáu"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("👩🏽\u200d💻 1\ufe0f\u20e3 ✔\ufe0f", "👩🏽\u200d💻 1\ufe0f\u20e3 ✔\ufe0f"),
        ("a\u200db\u200c\ufe0f", "ab"),
        ("", ""),
        ("\u200b\u00a0", ""),
    ],
)
def test_what_is_typed_is_kept_clean(typed, kept):
    assert clean(typed) == kept


def test_a_name_has_one_line():
    assert clean_line("Nguyễn\u00a0Văn\u200b\r\n  Nam ") == "Nguyễn Văn Nam"
    assert clean_line("Nguyễn\r\rVăn\n\nNam") == "Nguyễn Văn Nam"


def test_the_letters_of_a_file_keep_their_lines_pages_and_spaces():
    assert clean_letters("Ke\u0302\u0301  hoạch\r\n\u200bnăm\f2\u00a0") == "Kế  hoạch\nnăm\f2 "


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    once.encode()


@given(st.text(alphabet="aăâđêôơưáằẩễộ Đ\u00d0\u200b\u0301\u0323xyz"))
def test_clean_letters_fold_in_their_places(text):
    kept = clean_letters(text).strip("\u0301\u0323")
    assert search_key(fold(kept)) == search_key(kept)


@pytest.mark.parametrize("typed", ["Hải Dương", "hai duong", "HẢI\u00a0 DƯƠNG", "Ha\u0309i\u200b Du\u031bo\u031bng"])
def test_a_search_is_the_same_however_it_was_typed(typed):
    assert search_key(typed) == "hai duong"


def test_names_fall_in_vietnamese_order():
    mixed = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(mixed, key=name_key) == IN_ORDER


def test_letters_come_before_tones_and_tones_before_capitals():
    words = [
        "an",
        "An",
        "àn",
        "ản",
        "ãn",
        "Án",
        "ạn",
        "ăn",
        "ân",
        "ba",
        "ba an",
        "bà an",
        "ban",
        "da",
        "Đa",
        "đà",
        "ea",
    ]
    mixed = random.Random(7).sample(words, len(words))
    assert sorted(mixed, key=name_key) == words


@given(st.text(max_size=150))
def test_a_name_key_sorts_alike_in_every_database(name):
    key = name_key(name)
    assert set(key) <= set("0123456789abcdef")
    assert len(key) <= 2 * len(clean_line(name)) + 3 + 2 * len(clean_line(name))


@pytest.mark.parametrize("typed", ["", "-1", "1.0", "²", "٣", "1" * 19, "9" * 5000])
def test_no_number_is_read_that_no_key_can_have(typed):
    assert whole_number(typed) is None
    assert whole_number("0012") == 12


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["9" * 18, "9" * 30, "9" * 5000, "-1", "x"])
def test_a_ticked_row_that_cannot_be_is_refused_at_its_field(typed):
    field = TickedRows(queryset=User.objects.order_by("pk"))
    with pytest.raises(ValidationError):
        field.clean([typed])
