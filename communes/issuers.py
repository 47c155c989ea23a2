"""The letterheads of the year's papers: city, department, team and unit (Decree 30/2020/NĐ-CP)."""

from datetime import date

from communes.models import Commune
from communes.paper_names import has_capital_kind, paper_name
from documents.papers import PaperHead

CITY = "thành phố Hải Phòng"
CITY_COMMITTEE = f"Ủy ban nhân dân {CITY}"
FRIENDLY = "“Chính quyền thân thiện”"
CHAIR_OF_CITY = "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"
DIRECTOR = "GIÁM ĐỐC"
TEAM_LEAD = "TỔ TRƯỞNG"
CHAIR_OF_UNIT = "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"
_CITY_CAPITALS = "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG"
_PLACE = "Hải Phòng"


def city_head(*, symbol: str, number: str, dated: date | None, year: int, subject: str = "") -> PaperHead:
    """The letterhead of a paper of the city's People's Committee."""
    issuer = ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HẢI PHÒNG")
    return PaperHead(issuer, _PLACE, "", number, symbol, dated, year, subject)


def department_head(*, symbol: str, number: str, dated: date | None, year: int, subject: str = "") -> PaperHead:
    """The letterhead of a paper of the Department of Home Affairs."""
    return PaperHead(("SỞ NỘI VỤ",), _PLACE, _CITY_CAPITALS, number, symbol, dated, year, subject)


def team_head(*, symbol: str, number: str, dated: date | None, year: int, subject: str = "") -> PaperHead:
    """The letterhead of a paper of the appraisal team."""
    return PaperHead(("TỔ THẨM ĐỊNH",), _PLACE, _CITY_CAPITALS, number, symbol, dated, year, subject)


def unit_head(commune: Commune, *, symbol: str, number: str, dated: date | None, year: int) -> PaperHead:
    """The letterhead of a paper of a unit's own People's Committee."""
    name = paper_name(commune)
    place = name if has_capital_kind(commune.name) else commune.name
    return PaperHead(("ỦY BAN NHÂN DÂN", name.upper()), place, "", number, symbol, dated, year)
