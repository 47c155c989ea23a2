"""Who else has a dossier open on the desk. Kept in the cache alone: it is of the moment, and no record."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from appraisal.models import Review
from kernel.names import name_key

# A page tells that it is there every BEAT; who has missed two beats is gone.
BEAT = timedelta(seconds=30)
GONE = BEAT * 2 + timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has the dossier open, and the criterion in hand ("": none)."""

    person: str
    criterion: str
    since: datetime


def note_presence(review: Review, *, person, criterion: str, now: datetime) -> list[Present]:
    """Note that this person has this criterion in hand; the others who are there, by name.

    Two beats at the same instant may hide one person until the next beat; nothing rests on it.
    """
    here = {pk: row for pk, row in cache.get(_key(review), {}).items() if now - row[2] < GONE}
    here[person.pk] = (str(person), criterion, now)
    cache.set(_key(review), here, timeout=GONE.total_seconds())
    others = [Present(*row) for pk, row in here.items() if pk != person.pk]
    return sorted(others, key=lambda other: name_key(other.person))


def _key(review: Review) -> str:
    return f"desk-presence-{review.pk}"
