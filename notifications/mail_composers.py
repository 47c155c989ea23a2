"""What a mailing says: each kind has one composer, registered in the app that knows its words."""

from collections.abc import Callable, Iterable
from itertools import groupby

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from kernel.names import name_key
from notifications.mail import compose
from notifications.models import Mailing, Message
from notifications.queries import language_of, readable_by
from notifications.wording import about

_COMPOSERS: dict[str, Callable[[Mailing], EmailMessage | None]] = {}


def compose_by(kind: str, composer: Callable[[Mailing], EmailMessage | None]) -> None:
    """Register who writes mailings of this kind; `None` says that there is nothing left to say."""
    _COMPOSERS[kind] = composer


def letter_of(mailing: Mailing) -> EmailMessage | None:
    """The mail as it is to go out now; none to who has left, nor where everything was read meanwhile."""
    return _COMPOSERS[mailing.kind](mailing) if mailing.person.is_active else None


def _single(mailing: Mailing) -> EmailMessage | None:
    message = readable_by(mailing.person, mailing.messages.filter(read_at=None)).first()
    if message is None:
        return None
    template, path = "notifications/mail/message.txt", reverse("notifications:settings")
    to, key = mailing.person, mailing.key
    return compose(template, to=to, key=key, path=message.path, message=message, settings_path=path)


def _digest(mailing: Mailing) -> EmailMessage | None:
    messages = list(readable_by(mailing.person, mailing.messages.filter(read_at=None)).order_by("pk"))
    if not messages:
        return None
    with translation.override(language_of(mailing.person)):
        facts = {"count": len(messages), "years": by_year_and_kind(messages)}
    facts["settings_path"] = reverse("notifications:settings")
    path, to = reverse("notifications:inbox"), mailing.person
    return compose("notifications/mail/digest.txt", to=to, path=path, key=mailing.key, **facts)


def by_year_and_kind(messages: Iterable[Message]) -> list[tuple[str, list[tuple[str, list[Message]]]]]:
    """The latest year first, what belongs to none last; urgent kinds before others, each kind's in their order."""

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


compose_by(Mailing.Kind.SINGLE, _single)
compose_by(Mailing.Kind.DIGEST, _digest)
