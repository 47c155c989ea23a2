"""Forms for answers on paper: a table with a row for each paper, or a workbook."""

import uuid
from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.htmx import whole_number
from surveys.paper_rows import TypedPaper
from surveys.questions import LONGEST_TEXT, AskedQuestion

ROWS = (10, 25, 50)


class CollectedForm(forms.Form):
    """The day on which the papers were collected."""

    collected_on = forms.DateField(
        label=_("Day on which the papers were collected"), widget=forms.DateInput(attrs={"class": "form-control"})
    )


class PaperTableForm(CollectedForm):
    """The key of one table, so that it is entered once."""

    key = forms.UUIDField(widget=forms.HiddenInput())


class PaperWorkbookForm(CollectedForm):
    """The filled workbook; its contents are checked when it is read."""

    workbook = forms.FileField(
        label=_("The filled workbook (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "form-control"}),
        allow_empty_file=True,
        help_text=_("The workbook of this page with a row for each paper."),
    )


class HideNameForm(forms.Form):
    """A text without the name."""

    shown = forms.CharField(
        label=_("Text without the name"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("The answer as it may be read; the original is kept out of sight."),
    )


def new_key() -> str:
    """A key for an empty table."""
    return str(uuid.uuid4())


def row_count(asked: str) -> int:
    """How many rows the table has: one of the numbers that are offered."""
    return number if (number := whole_number(asked)) in ROWS else ROWS[0]


def typed_papers(data: Mapping[str, str], questions: Sequence[AskedQuestion], rows: int) -> list[TypedPaper]:
    """The rows of the table as typed; fields are named by row and question."""
    return [
        TypedPaper(row, {one.position: str(data.get(f"{row}-{one.position}", "")) for one in questions})
        for row in range(1, rows + 1)
    ]
