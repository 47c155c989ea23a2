"""The contents of mails: each kind has one composer, in the app that knows its words."""

from collections.abc import Callable, Iterable
from itertools import groupby

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from kernel.hooks import KeyedHook
from kernel.names import name_key
from notifications.mail import compose
from notifications.models import Mailing, Message
from notifications.queries import language_of, readable_by
from notifications.wording import about

# Composers by kind; `None` means that the mail is no longer needed.
mail_composers = KeyedHook[str, Callable[[Mailing], EmailMessage | None]]()


def letter_of(mailing: Mailing) -> EmailMessage | None:
    """The mail as it should be sent now; None if the person has left, or everything was read meanwhile."""
    return mail_composers[mailing.kind](mailing) if mailing.person.is_active else None


def single_message(mailing: Mailing) -> EmailMessage | None:
    """The mail of one message; None where it was read meanwhile."""
    message = readable_by(mailing.person, mailing.messages.filter(read_at=None)).first()
    if message is None:
        return None
    template, path = "notifications/mail/message.txt", reverse("notifications:settings")
    to, key = mailing.person, mailing.key
    return compose(template, to=to, key=key, path=message.path, message=message, settings_path=path)


def digest(mailing: Mailing) -> EmailMessage | None:
    """The morning digest: the messages that are still unread."""
    messages = list(readable_by(mailing.person, mailing.messages.filter(read_at=None)).order_by("pk"))
    if not messages:
        return None
    with translation.override(language_of(mailing.person)):
        facts = {"count": len(messages), "years": by_year_and_kind(messages)}
    facts["settings_path"] = reverse("notifications:settings")
    path, to = reverse("notifications:inbox"), mailing.person
    return compose("notifications/mail/digest.txt", to=to, path=path, key=mailing.key, **facts)


def by_year_and_kind(messages: Iterable[Message]) -> list[tuple[str, list[tuple[str, list[Message]]]]]:
    """The latest year first, messages without a year last; urgent kinds before others, in chronological order."""

    def year(message):
        return str(message.facts.get("year", ""))

    def kind(message):
        title = str(about(message.kind).title)
        return not about(message.kind).urgent, name_key(title), title

    years = groupby(sorted(messages, key=year, reverse=True), key=year)
    return [
        (name, [(title, list(same)) for (_, _, title), same in groupby(sorted(of_year, key=kind), key=kind)])
        for name, of_year in years
    ]
