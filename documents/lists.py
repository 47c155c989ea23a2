"""A list page: filtered, ordered and paged in the query, or downloaded as a file of all filtered rows.

An app declares three things: a `ListFilter` (the possible filters), the `ListColumn`s (of the page header
and of the file), and a function that makes the rows of a slice. `list_response` does the rest (decision 57).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import Case
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, Filter, FilterSet

from documents.models import StoredFile
from documents.tables import CSV_TYPE, XLSX_TYPE, Column, csv_bytes, xlsx_bytes

PER_PAGE = 50
FORMS = {"xlsx": XLSX_TYPE, "csv": CSV_TYPE}

Row = TypeVar("Row")


class WordsFilter(CharFilter):
    """A search field; `method` applies it."""

    def __init__(self, **options: Any) -> None:
        words = forms.TextInput(attrs={"type": "search", "class": "form-control w-100"})
        super().__init__(**{"widget": words, **options})


class OneOfFilter(ChoiceFilter):
    """One of `choices`, or all."""

    def __init__(self, **options: Any) -> None:
        choice = forms.Select(attrs={"class": "form-select"})
        super().__init__(**{"widget": choice, "empty_label": _("all"), **options})


class _Ticked(forms.BooleanField):
    """A checkbox without a value while it is not ticked, so that its filter is not applied."""

    def clean(self, value: object) -> bool | None:
        return super().clean(value) or None


class OnlyFilter(Filter):
    """A checkbox: only the rows that `method` keeps."""

    field_class = _Ticked

    def __init__(self, **options: Any) -> None:
        box = forms.CheckboxInput(attrs={"class": "form-check-input", "value": "1"})
        super().__init__(**{"widget": box, **options})


class ListFilter(FilterSet):
    """The state of a list, read from the URL (`?state=...&sort=-name`); invalid values are ignored.

    `sorts` are the orders by key (a field or an expression), the first of them is the default; equal rows are
    ordered by `tie`, so that pages never overlap. Empty values come last.
    """

    sorts: ClassVar[Mapping[str, Any]] = {}
    tie: ClassVar[str] = "pk"

    def __init__(self, query: Mapping[str, str], queryset: QuerySet, **facts: Any) -> None:
        """`facts` are the data that the filters' methods need: the reader, the time."""
        self.facts = facts
        super().__init__(query, queryset)

    @property
    def sort(self) -> str:
        asked = self.data.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else next(iter(self.sorts))

    @property
    def form(self) -> forms.Form:
        """Its fields use the parameter names of the URL as ids."""
        form = super().form
        form.auto_id = "%s"
        return form

    @property
    def is_filtered(self) -> bool:
        """True where a filter leaves rows out, or may."""
        return any(self.form.cleaned_data.values()) if self.form.is_valid() else False

    def rows(self) -> Any:
        """The filtered rows in the chosen order."""
        field: str | Case | F = self.sorts[self.sort.removeprefix("-")]
        by = F(field) if isinstance(field, str) else field
        order = by.desc(nulls_last=True) if self.sort.startswith("-") else by.asc(nulls_last=True)
        return self.qs.order_by(order, self.tie)


class ComputedListFilter(ListFilter):
    """A filter of rows that no query can order: they come from several sources, or are computed.

    `sorts` are functions of a row, None leaves the order as it is. A filter's `method` takes and returns a list.
    """

    def __init__(self, query: Mapping[str, str], rows: Sequence, **facts: Any) -> None:
        self.computed = rows
        super().__init__(query, StoredFile.objects.none(), **facts)  # FilterSet needs some model; none is queried

    def rows(self) -> list:
        rows = list(self.computed)
        if self.form.is_bound:
            self.form.full_clean()
            for name, value in self.form.cleaned_data.items():
                rows = self.filters[name].filter(rows, value)
        return in_order(rows, self.sorts[self.sort.removeprefix("-")], backwards=self.sort.startswith("-"))


def in_order(rows: Iterable[Row], key: Callable[[Row], Any] | None, *, backwards: bool = False) -> list[Row]:
    """Rows sorted by `key`, those without a value last in both directions; without a key unchanged.

    The sort is stable.
    """
    rows = list(rows)
    if key is None:
        return rows[::-1] if backwards else rows
    known = [row for row in rows if key(row) is not None]
    return sorted(known, key=key, reverse=backwards) + [row for row in rows if key(row) is None]


@dataclass(frozen=True, slots=True)
class ListColumn(Column):
    """A column of a list and of its file: `sort` is the key of its order, `figure` aligns it right.

    A column with `page=False` appears only in the file, one with `file=False` only on the page.
    """

    sort: str = ""
    figure: bool = False
    page: bool = True
    file: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """A column's header on the page: `sorted` is its present sort order, `turned` the order after a click."""

    title: str
    figure: bool
    sorted: str = ""
    turned: str = ""


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """The context of a list's template. `kept` are parameters of the URL that are no filter but stay in force."""

    form: forms.Form
    page: Page
    heads: list[Head]
    orders: list[tuple[str, str]]
    sort: str
    is_filtered: bool
    kept: Mapping[str, str]
    files: tuple[str, ...] = tuple(FORMS)


def list_response(
    request: HttpRequest,
    template: str,
    wanted: ListFilter,
    columns: Sequence[ListColumn],
    make: Callable[[Iterable], list[Row]],
    *,
    name: str,
    context: Mapping[str, object],
    per_page: int = PER_PAGE,
    status: int = 200,
    kept: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    """The page of the list that the URL names; with `?as=xlsx` or `?as=csv` all its rows as a file.

    `make` turns a slice of the query into rows, in a constant number of queries.
    """
    if file := list_file(request, wanted, columns, make, name=name):
        return file
    listing = listing_of(request, wanted, columns, make, per_page=per_page, kept=kept)
    return render(request, template, {**context, "listing": listing}, status=status)


def list_file(
    request: HttpRequest,
    wanted: ListFilter,
    columns: Sequence[ListColumn],
    make: Callable[[Iterable], list[Row]],
    *,
    name: str,
) -> HttpResponse | None:
    """All rows of the filter as the file that the URL asks for; None where it asks for none."""
    form = request.GET.get("as", "")
    if form not in FORMS:
        return None
    written, rows = [column for column in columns if column.file], make(wanted.rows())
    content = xlsx_bytes(written, rows) if form == "xlsx" else csv_bytes(written, rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=FORMS[form], headers=headers)


def listing_of(
    request: HttpRequest,
    wanted: ListFilter,
    columns: Sequence[ListColumn],
    make: Callable[[Iterable], list[Row]],
    *,
    per_page: int = PER_PAGE,
    kept: Mapping[str, str] = MappingProxyType({}),
) -> Listing[Row]:
    """The page of the list that the URL names, where it is a part of a larger page."""
    page = Paginator(wanted.rows(), per_page).get_page(request.GET.get("page"))
    page.object_list = make(cast(Iterable, page.object_list))
    return Listing(
        form=wanted.form,
        page=page,
        heads=heads_of(columns, wanted.sort),
        orders=_orders(columns),
        sort=wanted.sort,
        is_filtered=wanted.is_filtered,
        kept=kept,
    )


def heads_of(columns: Sequence[ListColumn], sort: str) -> list[Head]:
    """The header of each column on the page, with the order that a click chooses."""
    return [_head(column, sort) for column in columns if column.page]


def _head(column: ListColumn, sort: str) -> Head:
    title = str(column.title)
    if not column.sort:
        return Head(title, column.figure)
    ways = {column.sort: "ascending", f"-{column.sort}": "descending"}
    turned = f"-{column.sort}" if sort == column.sort else column.sort
    return Head(title, column.figure, ways.get(sort, "none"), turned)


def _orders(columns: Sequence[ListColumn]) -> list[tuple[str, str]]:
    """Every order with its name, for narrow screens without column headers."""
    sortable = [(column.sort, str(column.title)) for column in columns if column.sort]
    ways = [(f"{way}{key}", f"{title} {arrow}") for key, title in sortable for way, arrow in (("", "↑"), ("-", "↓"))]
    return [("", gettext("as usual")), *ways]
