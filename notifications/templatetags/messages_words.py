"""A message as a sentence."""

from django import template

from notifications.models import Message
from notifications.wording import words_of

register = template.Library()


@register.filter
def message_words(message: Message) -> str:
    """What the message says, in the active language."""
    return words_of(message.kind, message.facts)
