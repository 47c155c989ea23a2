"""The marks of a file in lists: its scan state, and its warnings."""

from django import template

from documents.wording import CONTENT_FLAGS, MARKS

register = template.Library()


@register.inclusion_tag("documents/_marks.html")
def file_marks(mark: str, content_flags: list[str] | None) -> dict:
    """`{% file_marks item.mark item.content_flags %}`: nothing where there is nothing to report."""
    known = [CONTENT_FLAGS[code] for code in content_flags or [] if code in CONTENT_FLAGS]
    return {"state": mark, "mark": MARKS.get(mark, ""), "content_flags": known}
