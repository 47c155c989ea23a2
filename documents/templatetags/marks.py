"""The marks of a file in lists: its scan state, and its warnings."""

from django import template

from documents.wording import HAZARDS, MARKS

register = template.Library()


@register.inclusion_tag("documents/_marks.html")
def file_marks(mark: str, hazards: list[str] | None) -> dict:
    """`{% file_marks item.mark item.hazards %}`: nothing where there is nothing to report."""
    known = [HAZARDS[code] for code in hazards or [] if code in HAZARDS]
    return {"state": mark, "mark": MARKS.get(mark, ""), "hazards": known}
