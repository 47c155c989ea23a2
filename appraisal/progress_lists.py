"""The three tables of the progress board: their filters and their columns."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from appraisal.forecast import Verdict
from appraisal.lists import WAITS
from appraisal.models import Review
from appraisal.queries.progress import CommuneProgress, CriterionProgress, MemberProgress, Part, Progress
from communes.commune_search import UnitSearch
from communes.models import Commune
from documents.lists import ComputedListFilter, ListColumn, OneOfFilter, OnlyFilter, WordsFilter
from kernel.names import name_key
from kernel.text import search_key

_STATES = [choice for choice in Review.State.choices if choice[0] != Review.State.NOT_CONSIDERED]
_STATE_ORDER = [state for state, _label in _STATES]
_VERDICTS = {
    Verdict.ON_TIME: _("on time"),
    Verdict.TIGHT: _("tight"),
    Verdict.LATE: _("late"),
    Verdict.TOO_EARLY: _("too early to tell"),
    Verdict.DONE: _("scored"),
}


class MemberFilter(ComputedListFilter):
    """Appraisers by their name and their forecast."""

    sorts = {
        "name": lambda row: name_key(row.name),
        "reviews": lambda row: row.reviews,
        "complete": lambda row: row.complete + row.confirmed,
        "scored": lambda row: (row.scored / row.criteria if row.criteria else 0, row.scored),
        "pace": lambda row: row.forecast.pace,
        "spare": lambda row: row.forecast.spare,
    }

    q = WordsFilter(label=_("Name contains"), method="by_name")
    verdict = OneOfFilter(label=_("Forecast"), choices=list(_VERDICTS.items()), method="by_verdict")

    def by_name(self, rows: list[MemberProgress], _name: str, words: str) -> list[MemberProgress]:
        return [row for row in rows if search_key(words) in search_key(row.name)]

    def by_verdict(self, rows: list[MemberProgress], _name: str, verdict: str) -> list[MemberProgress]:
        return [row for row in rows if row.reviews and row.forecast.verdict == verdict]


class CommuneFilter(ComputedListFilter):
    """Dossiers by unit, appraiser, state, and who has to act."""

    sorts = {
        "name": lambda row: name_key(row.commune),
        "appraiser": lambda row: name_key(row.appraiser),
        "state": lambda row: _STATE_ORDER.index(row.state),
        "days": lambda row: row.days,
        "waits": lambda row: row.waits,
        "scored": lambda row: row.scored,
        "self": lambda row: row.self_total,
        "total": lambda row: row.total,
    }

    q = WordsFilter(label=_("Commune"), method="by_unit")
    appraiser = WordsFilter(label=_("Appraiser"), method="by_appraiser")
    state = OneOfFilter(label=_("State"), choices=_STATES, method="by_state")
    waits = OneOfFilter(
        label=_("Waits for"), choices=[choice for choice in WAITS.items() if choice[1]], method="by_waits"
    )

    def by_unit(self, rows: list[CommuneProgress], _name: str, words: str) -> list[CommuneProgress]:
        asked = UnitSearch.of(words)
        if not asked:
            return rows
        codes = set(Commune.objects.filter(asked.condition()).values_list("code", flat=True))
        return [row for row in rows if row.code in codes]

    def by_appraiser(self, rows: list[CommuneProgress], _name: str, words: str) -> list[CommuneProgress]:
        return [row for row in rows if search_key(words) in search_key(row.appraiser)]

    def by_state(self, rows: list[CommuneProgress], _name: str, state: str) -> list[CommuneProgress]:
        return [row for row in rows if row.state == state]

    def by_waits(self, rows: list[CommuneProgress], _name: str, waits: str) -> list[CommuneProgress]:
        return [row for row in rows if row.waits == waits]


class CriterionFilter(ComputedListFilter):
    """Criteria by their words, and those that the team scored otherwise than the units."""

    sorts = {
        "code": None,
        "max": lambda row: row.max_points,
        "scored": lambda row: row.scored,
        "self": lambda row: row.self_share,
        "share": lambda row: row.share,
        "differing": lambda row: row.differing_share,
    }

    q = WordsFilter(label=_("Criterion contains"), method="by_words")
    differs = OnlyFilter(label=_("only differing ones"), method="only_differing")

    def by_words(self, rows: list[CriterionProgress], _name: str, words: str) -> list[CriterionProgress]:
        return [row for row in rows if search_key(words) in search_key(f"{row.code} {row.title}")]

    def only_differing(self, rows: list[CriterionProgress], _name: str, _value: bool) -> list[CriterionProgress]:
        return [row for row in rows if row.differing]


_MEMBERS = (
    ListColumn(_("Appraiser"), "name", lambda row: row.name, 26, sort="name"),
    ListColumn(_("Dossiers"), "reviews", lambda row: row.reviews, sort="reviews", figure=True),
    ListColumn(_("As second reviewer"), "second", lambda row: row.second, page=False),
    ListColumn(_("In progress"), "begun", lambda row: row.begun, figure=True),
    ListColumn(_("Completed"), "complete", lambda row: row.complete, sort="complete", figure=True),
    ListColumn(_("Confirmed"), "confirmed", lambda row: row.confirmed, figure=True),
    ListColumn(_("Criteria scored"), "scored", lambda row: row.scored, sort="scored"),
    ListColumn(_("Criteria to score"), "criteria", lambda row: row.criteria, page=False),
    ListColumn(_("A working day"), "pace", lambda row: row.forecast.pace, sort="pace", figure=True),
    ListColumn(_("Forecast"), "verdict", lambda row: str(_VERDICTS[row.forecast.verdict]), 18, sort="spare"),
    ListColumn(_("Expected on"), "expected", lambda row: row.forecast.expected, page=False),
)
_COMMUNES = (
    ListColumn(_("Code"), "code", lambda row: row.code, page=False),
    ListColumn(_("Commune"), "commune", lambda row: row.commune, 30, sort="name"),
    ListColumn(_("Appraiser"), "appraiser", lambda row: row.appraiser, 26, sort="appraiser"),
    ListColumn(_("State"), "state", lambda row: row.state_label, 22, sort="state"),
    ListColumn(_("Days in this state"), "days", lambda row: row.days, sort="days", figure=True),
    ListColumn(_("Waits for"), "waits", lambda row: str(WAITS[row.waits]), 20, sort="waits"),
    ListColumn(_("Until"), "before", lambda row: row.before, page=False),
    ListColumn(_("Criteria scored"), "scored", lambda row: row.scored, sort="scored"),
    ListColumn(_("Criteria to score"), "criteria", lambda row: row.criteria, page=False),
    ListColumn(_("Self"), "self_total", lambda row: row.self_total, sort="self", figure=True),
    ListColumn(_("Appraised"), "total", lambda row: row.total if row.scored else None, sort="total", figure=True),
)
_CRITERIA = (
    ListColumn(_("Code"), "code", lambda row: row.code, page=False),
    ListColumn(_("Criterion"), "title", lambda row: row.title, 60, sort="code"),
    ListColumn(_("Maximum"), "max_points", lambda row: row.max_points, sort="max", figure=True),
    ListColumn(_("Scored in"), "scored", lambda row: row.scored, sort="scored"),
    ListColumn(_("Dossiers"), "reviews", lambda row: row.reviews, page=False),
    ListColumn(_("Self, mean"), "self_percent", lambda row: row.self_percent, sort="self"),
    ListColumn(_("Appraised, mean"), "percent", lambda row: row.percent, sort="share"),
    ListColumn(_("Differs"), "differing", lambda row: row.differing, sort="differing"),
)


class ProgressTable(NamedTuple):
    """One table of the board; `name` is the file's."""

    wanted: ComputedListFilter
    columns: Sequence[ListColumn]
    name: str


def progress_table(query: Mapping[str, str], shown: Progress, part: Part) -> ProgressTable:
    """The rows of a part, filtered and ordered as the URL says."""
    if part == Part.COMMUNES:
        return ProgressTable(CommuneFilter(query, shown.communes), _COMMUNES, "tien-do-theo-don-vi")
    if part == Part.CRITERIA:
        return ProgressTable(CriterionFilter(query, shown.by_criterion), _CRITERIA, "tien-do-theo-tieu-chi")
    return ProgressTable(MemberFilter(query, shown.members), _MEMBERS, "tien-do-theo-nguoi-tham-dinh")
