"""A person's own choices; they concern nobody else and leave no line on the trail."""

from notifications.models import Preference


def choose_mail(*, person, mail: str, language: str) -> Preference:
    """How mail comes, and in which language the portal and its mails speak."""
    chosen = {"mail": mail, "language": language}
    return Preference.objects.update_or_create(person=person, defaults=chosen)[0]


def choose_language(*, person, language: str) -> Preference:
    """The language switch of the top bar, kept for mails and for the next sign-in."""
    return Preference.objects.update_or_create(person=person, defaults={"language": language})[0]
