"""The figures of threshold rows in the exports of a year: counts and percentages, no points [A21, A25, A26]."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.models import Registration
from documents.tables import Column
from results.queries import RankingRow
from scoring.core import THRESHOLDS
from scoring.thresholds import RATIO_WORDS, RatioRow, ThresholdRow, given_thresholds

Thresholds = Mapping[int, Mapping[str, ThresholdRow]]
_FIGURES = (("part", _("numerator"), 14), ("whole", _("denominator"), 14), ("percent", "%", 10))
_title = lazy(lambda criterion, ratio, figure: f"{criterion} {RATIO_WORDS[ratio]}: {figure}", str)
_met_title = lazy(lambda criterion: gettext("%(code)s: threshold met") % {"code": criterion}, str)


def thresholds_by_registration(rows: Iterable[RankingRow]) -> Thresholds:
    """The figures in the sent dossiers of a year, by registration; nothing where none is given."""
    sent = {row.registration_id for row in rows if row.submitted}
    year = Registration.objects.filter(pk=min(sent, default=0)).values("cycle")
    return {entry: given for entry, given in given_thresholds(year).items() if entry in sent}


def ratio_columns(thresholds: Thresholds, *, in_words: bool) -> Iterator[Column]:
    """Numerator, denominator and percentage of each ratio, and met or not met of each row; `in_words` for people."""
    for criterion, threshold in THRESHOLDS.items():
        for ratio in threshold.ratios:
            for name, words, width in _FIGURES:
                value = partial(_figure, thresholds, criterion, ratio, name) if thresholds else _nothing
                yield Column(_title(criterion, ratio, words), f"{ratio}_{name}", value, width=width)
        met = partial(_met_words if in_words else _is_met, thresholds, criterion) if thresholds else _nothing
        yield Column(_met_title(criterion), f"threshold_{criterion}_met", met)


def _nothing(row: RankingRow) -> None:
    """Where no unit gave any figure."""


def _figure(thresholds: Thresholds, criterion: str, ratio: str, name: str, row: RankingRow):
    return getattr(_ratio(thresholds, criterion, ratio, row), name, None)


def _ratio(thresholds: Thresholds, criterion: str, ratio: str, row: RankingRow) -> RatioRow | None:
    threshold = thresholds.get(row.registration_id, {}).get(criterion)
    return next((one for one in threshold.ratios if one.key == ratio), None) if threshold else None


def _is_met(thresholds: Thresholds, criterion: str, row: RankingRow) -> bool | None:
    threshold = thresholds.get(row.registration_id, {}).get(criterion)
    return threshold.is_met if threshold else None


def _met_words(thresholds: Thresholds, criterion: str, row: RankingRow) -> str:
    is_met = _is_met(thresholds, criterion, row)
    return "" if is_met is None else gettext("yes") if is_met else gettext("no")
