"""Which passwords are refused: short ones, common ones, and words of the place with a number."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


def codes(password: str) -> list[str]:
    try:
        validate_password(password)
    except ValidationError as refusal:
        return [error.code for error in refusal.error_list]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "HaiPhong@2026",
        "Hải Phòng 2026",
        "chinh-quyen-than-thien",
        "SoNoiVu.123456",
        "uybannhandan2027",
        "Matkhau12345!",
    ],
)
def test_words_of_the_place_with_a_number_are_no_password(password):
    assert codes(password) == ["password_of_place_words"]


@pytest.mark.parametrize(
    "password", ["mua thu hoa phuong no", "con trau an co ben song", "Tr0ng-cay-gi4-lua", "x" * 3 + "Kq" * 35]
)
def test_other_words_are_whatever_they_are_made_of(password):
    assert codes(password) == []


@pytest.mark.parametrize(
    ("password", "code"), [("ngan-qua", "password_too_short"), ("1qaz2wsx3edc", "password_too_common")]
)
def test_short_and_common_ones_are_refused(password, code):
    assert code in codes(password)
