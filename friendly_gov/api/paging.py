"""Lists of the API: a cursor names the last item read, so that nothing is returned twice when items are added."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from typing import Annotated, TypeVar

from django.db.models import QuerySet
from ninja import Path, Query, Schema
from ninja.errors import HttpError

Year = Annotated[int, Path(ge=2000, le=2100)]
Limit = Annotated[int, Query(ge=1, le=500, description="How many items a page has.")]
Cursor = Annotated[str, Query(max_length=100, description="`next_cursor` of the page before.")]
Item = TypeVar("Item")
_MOST = 2**63 - 1


class Problem(Schema):
    detail: str


class WrongValue(Schema):
    """A value that is not what the description says: where it stands, and why."""

    type: str
    loc: list[str | int]
    msg: str


class Invalid(Schema):
    detail: list[WrongValue]


PROBLEMS = {404: Problem, 422: Invalid, 429: Problem}


def page_of(rows: list[Item], keys: list[str], cursor: str, limit: int) -> tuple[list[Item], str | None]:
    """The rows after the one that the cursor names, in order, and the cursor of the next page."""
    start = 0
    if cursor:
        try:
            start = keys.index(key_of(cursor)) + 1
        except ValueError as unknown:
            raise _unknown() from unknown
    page = rows[start : start + limit]
    is_last = start + limit >= len(rows)
    return page, None if is_last else _cursor_of(keys[start + limit - 1])


def slice_of(rows: QuerySet, cursor: str, limit: int) -> tuple[list, str | None]:
    """The same of a query, in the order of its keys."""
    after = 0
    if cursor:
        try:
            after = int(key_of(cursor))
        except ValueError as unknown:
            raise _unknown() from unknown
        if not 0 <= after <= _MOST:
            raise _unknown()
    page = list(rows.order_by("pk").filter(pk__gt=after)[: limit + 1])
    return page[:limit], _cursor_of(str(page[limit - 1].pk)) if len(page) > limit else None


def key_of(cursor: str) -> str:
    """The key of the item that the cursor names; "" where there is none."""
    try:
        return urlsafe_b64decode(cursor.encode()).decode()
    except BadBase64 as unknown:
        raise _unknown() from unknown


def _cursor_of(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode()


def _unknown() -> HttpError:
    return HttpError(404, "This cursor is not one of this list.")
