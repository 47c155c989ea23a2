"""A person's own preferences; they concern nobody else and leave no entry on the trail."""

from typing import Any

from notifications.models import Preference


def choose_mail(*, person: Any, mail: str, language: str) -> Preference:
    """The mail preference, and the language of the portal and its mails."""
    chosen = {"mail": mail, "language": language}
    return Preference.objects.update_or_create(person=person, defaults=chosen)[0]


def choose_language(*, person: Any, language: str) -> Preference:
    """The language switch of the top bar, stored for mails and for the next sign-in."""
    return Preference.objects.update_or_create(person=person, defaults={"language": language})[0]
