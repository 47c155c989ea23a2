"""Who else has a dossier open. Stored only in the cache: it is momentary, and not a record."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from appraisal.models import Review
from kernel.names import name_key

# A page reports its presence every BEAT seconds; after two missed reports the person counts as gone.
BEAT = timedelta(seconds=30)
GONE = BEAT * 2 + timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Present:
    """A person who has the dossier open, and the open criterion ("": none)."""

    person: str
    criterion: str
    since: datetime


def note_presence(review: Review, *, person, criterion: str, now: datetime) -> list[Present]:
    """Record that this person has this criterion open; returns the others who are present, by name.

    Two simultaneous reports may hide one person until the next one; nothing depends on it.
    """
    here = {pk: row for pk, row in cache.get(_key(review), {}).items() if now - row[2] < GONE}
    here[person.pk] = (str(person), criterion, now)
    cache.set(_key(review), here, timeout=GONE.total_seconds())
    others = [Present(*row) for pk, row in here.items() if pk != person.pk]
    return sorted(others, key=lambda other: name_key(other.person))


def _key(review: Review) -> str:
    return f"desk-presence-{review.pk}"
