"""The editor of a draft's points: the whole table as one form, with live sums [S1, S7].

Each field carries the figure that the person saw (`seen-…`), so that only their own changes are written, and
changes by others meanwhile are shown and not overwritten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.fields import PointsInput, set_choices
from kernel.refusals import add_refusal
from scoring.core import TOTAL, rows_of, with_points
from scoring.models import FigureConfirmation, Rubric
from scoring.queries import CriterionRow, confirmations_of, criterion_rows, table_of


@dataclass(frozen=True, slots=True)
class EditorRow:
    """A row of the table in the editor: a criterion with its field, or a parent row with its sum."""

    criterion: CriterionRow
    worth: Decimal
    field: forms.BoundField | None
    seen: Decimal | None
    meanwhile: Decimal | None
    confirmed: FigureConfirmation | None

    @property
    def key(self) -> str:
        """The code as an HTML id."""
        return self.criterion.code.replace(".", "-")

    @property
    def was(self) -> Decimal | None:
        """The stored figure, where a different one is typed."""
        return self.criterion.max_points if self.field and self.worth != self.criterion.max_points else None


class PointsForm(forms.Form):
    """All criteria of a draft; an empty field is no figure, so 0 must be typed."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, rubric: Rubric):
        super().__init__(data)
        self.rubric = rubric
        self.table_rows = criterion_rows(rubric)
        self.initial["seen_version"] = rubric.version
        self.meanwhile: dict[str, Decimal] = {}
        for row in self.criteria:
            field = PointsInput(initial=row.max_points)
            described = f"title-{row.code.replace('.', '-')}"
            field.widget.attrs |= {
                "class": "form-control points-cell",
                "aria-labelledby": f"code-{described[6:]} {described}",
            }
            self.fields[f"p-{row.code}"] = field

    @property
    def criteria(self) -> Iterator[CriterionRow]:
        return (row for row in self.table_rows if row.is_leaf)

    def seen(self, row: CriterionRow) -> Decimal:
        """The figure that stood in the field when the page was made."""
        if not self.is_bound:
            return row.max_points
        try:
            return PointsInput(required=True).clean(self.data.get(f"seen-{row.code}"))
        except ValidationError:
            return row.max_points

    def typed(self) -> dict[str, Decimal]:
        """The figure of every criterion on the page; the stored one where the typed one cannot be read."""
        cleaned = self.cleaned_data if self.is_bound and self.is_valid() else getattr(self, "cleaned_data", {})
        return {row.code: cleaned.get(f"p-{row.code}", row.max_points) for row in self.criteria}

    def changes(self) -> dict[str, Decimal]:
        """Only the figures that this person changed."""
        return {
            row.code: self.cleaned_data[f"p-{row.code}"]
            for row in self.criteria
            if self.cleaned_data[f"p-{row.code}"] != self.seen(row)
        }

    def rows(self) -> list[EditorRow]:
        """The whole table with sums of the typed figures [S1]."""
        worth = {row.code: row.max_points for row in rows_of(with_points(table_of(self.rubric), self.typed()))}
        known = confirmations_of(self.rubric)
        return [
            EditorRow(
                criterion=row,
                worth=worth[row.code],
                field=self[f"p-{row.code}"] if row.is_leaf else None,
                seen=self.seen(row) if row.is_leaf else None,
                meanwhile=self.meanwhile.get(row.code),
                confirmed=known.get(row.code),
            )
            for row in self.table_rows
        ]

    @property
    def total(self) -> Decimal:
        return sum(self.typed().values(), Decimal(0))

    @property
    def left(self) -> Decimal:
        """The points still to be distributed; negative where there are too many [S7]."""
        return TOTAL - self.total

    def take_refusal(self, refusal: ValidationError) -> None:
        """Attach each problem to its field, or show it above the table."""
        add_refusal(self, refusal, fields={row.code: f"p-{row.code}" for row in self.criteria})

    def reload(self) -> None:
        """After a refusal: the table with what is typed, and what somebody else changed meanwhile."""
        self.rubric.refresh_from_db()
        self.table_rows = criterion_rows(self.rubric)
        if self.cleaned_data["seen_version"] != self.rubric.version:
            self._take_in_stored()

    def _take_in_stored(self) -> None:
        """Somebody else changed the table meanwhile: take their figures where this person changed nothing.

        Where both changed the same criterion, the typed figure stays and the stored one is shown beside it. Saving
        again then replaces it deliberately.
        """
        data = cast(QueryDict, self.data).copy()
        for row in self.criteria:
            seen = self.seen(row)
            if seen == row.max_points:
                continue
            self.meanwhile[row.code] = row.max_points
            if self.cleaned_data.get(f"p-{row.code}") == seen:
                data[f"p-{row.code}"] = _shown(row.max_points)
                self.cleaned_data[f"p-{row.code}"] = row.max_points
            data[f"seen-{row.code}"] = _shown(row.max_points)
        data["seen_version"] = str(self.rubric.version)
        self.data = data


class MoveForm(forms.Form):
    """Move points from one criterion to another: the same as the page's script does, for browsers without scripts."""

    move_from = forms.ChoiceField(label=gettext_lazy("From"), required=False)
    move_to = forms.ChoiceField(label=gettext_lazy("To"), required=False)
    move_points = PointsInput(label=gettext_lazy("Points"), required=False)

    def __init__(self, data: Mapping | None = None, *, points: PointsForm):
        super().__init__(data)
        self.points = points
        choices = [("", "–"), *((row.code, f"{row.code} {row.title[:60]}") for row in points.criteria)]
        for name in ("move_from", "move_to"):
            set_choices(self, name, choices)
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["move_points"].widget.attrs["class"] = "form-control points-cell"

    def clean(self):
        """Require two criteria, some points, and enough points to take."""
        given = super().clean() or {}
        source, target, points = given.get("move_from"), given.get("move_to"), given.get("move_points")
        if self.errors:
            return given
        if not source or not target or source == target or not points or points <= 0:
            raise ValidationError(_("Choose two different criteria and how many points go from one to the other."))
        if self.points.typed()[source] < points:
            raise ValidationError(_("%(code)s does not have that many points.") % {"code": source})
        return given

    def moved(self, data: QueryDict) -> QueryDict:
        """The page's figures after the move; nothing is saved."""
        data, typed = data.copy(), self.points.typed()
        source, target, points = (self.cleaned_data[name] for name in ("move_from", "move_to", "move_points"))
        data[f"p-{source}"], data[f"p-{target}"] = _shown(typed[source] - points), _shown(typed[target] + points)
        for name in ("move_from", "move_to", "move_points"):
            data[name] = ""
        return data


def _shown(points: Decimal) -> str:
    return PointsInput().prepare_value(points)
