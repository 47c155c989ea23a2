"""An entry of the trail as a sentence."""

from django import template

from audit.models import Entry
from kernel.wording import sentence_for

register = template.Library()


@register.filter
def sentence(entry: Entry) -> str:
    """What was done, in the active language."""
    return sentence_for(entry.verb, entry.facts)
