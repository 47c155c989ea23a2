"""The letterheads of the year's papers, and the names in them: city, department, team and unit (Decree 30/2020/NĐ-CP).

Names, symbols and titles are texts that the office owns (decision 69).
"""

from datetime import date

from communes.models import Commune
from communes.paper_names import has_capital_kind, paper_name
from documents.papers import PaperHead
from papers.texts import lines_of, words_of

FRIENDLY = "“Chính quyền thân thiện”"


def city() -> str:
    """ "thành phố Hải Phòng"."""
    return words_of("city")


def city_committee() -> str:
    """The city's People's Committee."""
    return words_of("city_committee")


def department() -> str:
    """The Department of Home Affairs."""
    return words_of("department")


def team() -> str:
    """The appraisal team, as a sentence begins with it."""
    return words_of("team")


def department_symbol(kind: str) -> str:
    """ "BC-SNV": the symbol of the department's papers of a kind."""
    return f"{kind}-{words_of('department_symbol')}"


def city_head(*, symbol: str, number: str, dated: date | None, year: int, subject: str = "") -> PaperHead:
    """The letterhead of a paper of the city's People's Committee."""
    return PaperHead(lines_of("city_letterhead"), words_of("city_place"), "", number, symbol, dated, year, subject)


def department_head(*, symbol: str, number: str, dated: date | None, year: int | None, subject: str = "") -> PaperHead:
    """The letterhead of a paper of the Department of Home Affairs."""
    return _below_city(department(), number, symbol, dated, year, subject)


def team_head(
    *, symbol: str = "", number: str = "", dated: date | None, year: int | None = None, subject: str = ""
) -> PaperHead:
    """The letterhead of a paper of the appraisal team."""
    return _below_city(team(), number, symbol, dated, year, subject)


def _below_city(issuer: str, number: str, symbol: str, dated: date | None, year: int | None, subject: str) -> PaperHead:
    parent = " ".join(lines_of("city_letterhead"))
    return PaperHead((issuer.upper(),), words_of("city_place"), parent, number, symbol, dated, year, subject)


def unit_head(
    commune: Commune, *, symbol: str, number: str, dated: date | None, year: int, subject: str = ""
) -> PaperHead:
    """The letterhead of a paper of a unit's own People's Committee."""
    name = paper_name(commune)
    place = name if has_capital_kind(commune.name) else commune.name
    return PaperHead(("ỦY BAN NHÂN DÂN", name.upper()), place, "", number, symbol, dated, year, subject)
