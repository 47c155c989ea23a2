"""Dossiers that a correction of the table sets aside: apps above add what goes along with the copy [S7]."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from accounts.models import User
from kernel.hooks import Hook
from scoring.models import SelfAssessment


@dataclass(frozen=True, slots=True)
class Succession:
    """One dossier that was set aside, the one whose content its copy takes over, and that copy.

    `source` is `former` itself, but where a unit did not send again: then it is the one it sent last.
    """

    former: SelfAssessment
    source: SelfAssessment
    copy: SelfAssessment

    @property
    def is_as_sent(self) -> bool:
        """Does the copy take over what was sent as it was sent, signed papers and all?"""
        return self.source is not self.former


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction does to something that is kept with the dossiers that were sent: what, and how many."""

    label: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Follower:
    """What an app keeps with a dossier.

    `follow` carries it over to the copies, by the new key of every score, and tells whoever is concerned;
    `effects` says beforehand what becomes of it.
    """

    follow: Callable[[Sequence[Succession], Mapping[int, int], User, datetime], None]
    effects: Callable[[Sequence[SelfAssessment]], Iterable[Effect]]


followers = Hook[Follower]()


def follow(successions: Sequence[Succession], scores: Mapping[int, int], *, by, now: datetime) -> None:
    """Let everything go along; `scores` gives the key of each copied score by that of its source."""
    for follower in followers:
        follower.follow(successions, scores, by, now)


def effects_on(works: Sequence[SelfAssessment]) -> list[Effect]:
    """What a correction does to what is kept with these dossiers."""
    return [effect for follower in followers for effect in follower.effects(works)]
