"""Passwords made of the words that everybody here would try first are refused (ASVS V6.1.2, V6.2.11)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kernel.text import search_key

# Without accents, the longest first: names of the portal, of the city, of offices and roles, and the word password.
WORDS = (
    *("chinhquyenthanthien", "chinhquyen", "thanthien", "friendlygovernment", "friendly", "government"),
    *("thanhphohaiphong", "haiphong", "haiduong", "hoaphuongdo", "hoaphuong", "vietnam", "thanhpho"),
    *("uybannhandan", "nhandan", "sonoivu", "noivu", "tothamdinh", "thamdinh", "chutich", "congchuc", "canbo"),
    *("quantri", "lanhdao", "phuong", "dackhu", "matkhau", "password", "admin", "ubnd", "qwerty", "5049"),
)
# So many letters and digits must remain beside the words, years and rows of digits.
_LEFT = 5
_ROWS = re.compile(r"(19|20)\d\d|0?123456789|12345678|1234567|123456|12345|1234|123|(\w)\2{2,}")


class PlaceWords:
    """A password must be more than words of the place with a year or a row of digits."""

    def validate(self, password: str, user=None) -> None:
        left = re.sub(r"[\W_]+", "", search_key(password))
        for word in WORDS:
            left = left.replace(word, "")
        if len(_ROWS.sub("", left)) < _LEFT:
            raise ValidationError(self.get_help_text(), code="password_of_place_words")

    def get_help_text(self) -> str:
        return _("Not only names of the portal, the city, an office or a role with a year or a row of digits.")
