"""The draft of the next scoring table, which an administrator has after the year is over [S7]."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from scoring.models import Rubric
from scoring.services.drafts import draft_rubric, set_points

_HALF = Decimal("0.5")


def propose_table(base: Rubric, *, year: int, by: User, now: datetime) -> Rubric | None:
    """Create a draft for `year` that moves a point from two criteria of group I to two of group IV; only once."""
    code = f"du-thao-{year}"
    if Rubric.objects.filter(code=code).exists():
        return None
    draft = draft_rubric(
        base=base,
        code=code,
        title_vi=f"Dự thảo bảng thang điểm năm {year}",
        title_en=f"Draft scoring table of {year}",
        decision_vi="Đề xuất của Sở Nội vụ, chưa ban hành",
        applies_from_year=year,
        by=by,
        now=now,
    )
    criteria = draft.criteria.filter(is_leaf=True, max_points__gte=1).order_by("sort_key")
    giving, taking = criteria.filter(code__startswith="I.")[:2], criteria.filter(code__startswith="IV.")[:2]
    moves = {criterion.code: criterion.max_points - _HALF for criterion in giving}
    moves |= {criterion.code: criterion.max_points + _HALF for criterion in taking}
    return set_points(rubric=draft, points=moves, seen_version=0, by=by, now=now)
