"""The threshold rows for display: each ratio with its figures, and met or not met [A21, A25, A26]."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.numbers import points_text
from scoring.core import THRESHOLDS, Ratio, Threshold
from scoring.models import RatioFigure, SelfAssessment
from scoring.queries import criterion_codes

PART_WORDS = {
    "files_on_time": gettext_lazy("Files of procedures completed before or on time"),
    "documents_signed": gettext_lazy("Issued documents with a digital signature"),
    "online_services": gettext_lazy("Files handled as end-to-end online services"),
    "files_digitised": gettext_lazy("Files of procedures that were digitised"),
    "app_installations": gettext_lazy("Installations of Hải Phòng Smart"),
}
WHOLE_WORDS = {
    "files_on_time": gettext_lazy("All files completed"),
    "documents_signed": gettext_lazy("All documents issued"),
    "online_services": gettext_lazy("All files of these services"),
    "files_digitised": gettext_lazy("All files of procedures completed"),
    "app_installations": gettext_lazy("Households of the unit"),
}
RATIO_WORDS = {
    "files_on_time": gettext_lazy("Files completed before or on time"),
    "documents_signed": gettext_lazy("Documents signed digitally"),
    "online_services": gettext_lazy("End-to-end online services"),
    "files_digitised": gettext_lazy("Files digitised"),
    "app_installations": gettext_lazy("Installations per household"),
}


@dataclass(frozen=True, slots=True)
class RatioRow:
    """One ratio of a threshold row; its figures are None where the unit gave none."""

    key: str
    part: int | None = None
    whole: int | None = None
    source: str = ""
    percent: Decimal | None = None
    is_met: bool | None = None

    @property
    def label(self) -> str:
        return str(RATIO_WORDS[self.key])

    @property
    def part_label(self) -> str:
        return str(PART_WORDS[self.key])

    @property
    def whole_label(self) -> str:
        return str(WHOLE_WORDS[self.key])

    @property
    def sentence(self) -> str:
        """ "Documents signed digitally: 1234/1300 = 94,92 % (report 12/BC-UBND)"."""
        if self.percent is None:
            return _("%(ratio)s: no figures given") % {"ratio": self.label}
        facts = {"ratio": self.label, "part": self.part, "whole": self.whole, "source": self.source}
        return _("%(ratio)s: %(part)s/%(whole)s = %(percent)s %% (%(source)s)") % (
            facts | {"percent": points_text(self.percent, places=2)}
        )


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """A threshold row of one unit; `is_met` is None while figures are missing."""

    code: str
    ratios: tuple[RatioRow, ...]
    is_met: bool | None

    @property
    def demand(self) -> str:
        """The threshold in words."""
        return _demand(THRESHOLDS[self.code])

    @property
    def is_given(self) -> bool:
        """True where the unit gave any figure."""
        return any(row.percent is not None for row in self.ratios)

    @property
    def verdict(self) -> str:
        if self.is_met is None:
            return _("threshold: figures missing")
        return _("threshold met") if self.is_met else _("threshold not met")

    @property
    def sentences(self) -> list[str]:
        """The ratios and the verdict, a line each, for papers and workbooks."""
        return [*(row.sentence for row in self.ratios), f"{self.demand}: {self.verdict}"]

    @property
    def seen(self) -> str:
        """The stored values when the page was made, to detect later changes."""
        return "|".join(f"{row.key}:{row.part}:{row.whole}:{row.source}" for row in self.ratios)


def threshold_row(code: str, figures: Iterable[RatioFigure]) -> ThresholdRow:
    """Build the row from the given figures."""
    threshold, given = THRESHOLDS[code], {figure.ratio: figure for figure in figures}
    ratios = {key: Ratio(Decimal(one.part), Decimal(one.whole)) for key, one in given.items()}
    rows = tuple(
        RatioRow(
            key=key,
            part=given[key].part,
            whole=given[key].whole,
            source=given[key].source,
            percent=ratios[key].percent,
            is_met=threshold.meets(ratios[key]),
        )
        if key in given
        else RatioRow(key)
        for key in threshold.ratios
    )
    return ThresholdRow(code, rows, threshold.is_met(ratios))


def threshold_of(assessment: SelfAssessment, code: str) -> ThresholdRow | None:
    """The threshold row of one criterion; None, without a query, where the criterion has no threshold."""
    if code not in THRESHOLDS:
        return None
    return threshold_row(code, RatioFigure.objects.filter(score__assessment=assessment, score__criterion__code=code))


def thresholds_of(assessments: Collection[SelfAssessment]) -> dict[int, dict[str, ThresholdRow]]:
    """The threshold rows of each self-assessment, by its key and the criterion's code.

    One query, and none where the table has no thresholds.
    """
    of_table: dict[int, list[str]] = {}
    for work in assessments:
        if work.rubric_id not in of_table:
            of_table[work.rubric_id] = [code for code in criterion_codes(work.rubric) if code in THRESHOLDS]
    codes = {work.pk: of_table[work.rubric_id] for work in assessments}
    by_criterion: dict[tuple[int, str], list[RatioFigure]] = {(pk, code): [] for pk in codes for code in codes[pk]}
    if by_criterion:
        figures = RatioFigure.objects.filter(score__assessment__in=codes).select_related("score__criterion")
        for figure in figures:
            by_criterion[figure.score.assessment_id, figure.score.criterion.code].append(figure)
    return {pk: {code: threshold_row(code, by_criterion[pk, code]) for code in codes[pk]} for pk in codes}


def given_thresholds(cycles: QuerySet) -> dict[int, dict[str, ThresholdRow]]:
    """The threshold rows for which any figure is given, by the key of the entry; `cycles` are keys, as a query."""
    figures = RatioFigure.objects.filter(score__assessment__registration__cycle__in=cycles).order_by()
    places = figures.annotate(entry=F("score__assessment__registration"), code=F("score__criterion__code"))
    given: dict[tuple[int, str], list[RatioFigure]] = defaultdict(list)
    for figure in places:
        given[figure.entry, figure.code].append(figure)
    rows: dict[int, dict[str, ThresholdRow]] = defaultdict(dict)
    for (entry, code), one in given.items():
        rows[entry][code] = threshold_row(code, one)
    return rows


def _demand(threshold: Threshold) -> str:
    facts = {"percent": points_text(threshold.percent)}
    if threshold.is_strict:
        return _("above %(percent)s %%") % facts
    if len(threshold.ratios) > 1:
        return _("both ratios at %(percent)s %% or more") % facts
    return _("%(percent)s %%") % facts if threshold.percent == 100 else _("%(percent)s %% or more") % facts
