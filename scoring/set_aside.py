"""Dossiers that a correction of the table sets aside: higher layers register what is copied along [S7]."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.models import User
from kernel.hooks import Hook
from scoring.models import SelfAssessment


@dataclass(frozen=True, slots=True)
class Succession:
    """A dossier that was set aside, the dossier whose content its copy takes over, and that copy.

    `source` is `former` itself, unless a unit did not send again: then it is the one it sent last.
    """

    former: SelfAssessment
    source: SelfAssessment
    copy: SelfAssessment

    @property
    def is_as_sent(self) -> bool:
        """True where the copy takes over everything as it was sent, including signed papers."""
        return self.source is not self.former


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction does to one kind of record of sent dossiers, and how many there are."""

    label: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Follower:
    """A kind of record that an app stores with a dossier.

    `follow` copies the records, by the new key of every score, and notifies the people concerned;
    `effects` says beforehand what will happen to them.
    """

    follow: Callable[[Sequence[Succession], Mapping[int, int], User, datetime], None]
    effects: Callable[[QuerySet[SelfAssessment]], Iterable[Effect]]


followers = Hook[Follower]()


def follow(successions: Sequence[Succession], scores: Mapping[int, int], *, by, now: datetime) -> None:
    """Copy all registered records; `scores` maps the key of each source score to the key of its copy."""
    for follower in followers:
        follower.follow(successions, scores, by, now)


def effects_on(works: QuerySet[SelfAssessment]) -> list[Effect]:
    """What a correction does to the records stored with these dossiers."""
    return [effect for follower in followers for effect in follower.effects(works)]
