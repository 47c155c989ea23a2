"""An entry of the trail as a sentence."""

from django import template

from audit.models import Entry, Root
from kernel.wording import sentence_for

register = template.Library()


@register.filter
def sentence(entry: Entry) -> str:
    """What was done, in the active language."""
    return sentence_for(entry.verb, entry.present_facts)


@register.filter
def is_under(entry: Entry, root: Root | None) -> bool:
    """True where a signed root covers the entry, the latest root being `root`: its proof can be had."""
    link = getattr(entry, "link", None)
    return link is not None and root is not None and link.position <= root.last
