"""The audit trail: one readable entry per decision, never changed and never removed, chained and signed."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

_HEX = 64  # characters of a SHA-256
# Names of facts in entries that were written under an earlier name: entries never change.
_FORMER_NAMES = {"leaf": "criterion", "leaves": "criteria", "said": "message"}


class Entry(models.Model):
    """Who did what to what, when, with which facts [S8].

    The actor is its only foreign key, so it outlives its target.
    """

    verb = models.CharField(_("verb"), max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    target_type = models.CharField(_("kind of target"), max_length=80)
    target_key = models.CharField(_("key of target"), max_length=64)
    target_label = models.CharField(_("target"), max_length=300)
    facts = models.JSONField(_("facts"), default=dict)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail entries")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["target_type", "target_key"], name="trail_of_target")]

    def __str__(self):
        return f"{self.verb} {self.target_label}"

    @property
    def present_facts(self) -> dict[str, Any]:
        """The facts by their present names."""
        return {_FORMER_NAMES.get(name, name): value for name, value in self.facts.items()}


def new_salt() -> str:
    """Random bytes that keep anybody from guessing an entry from its commitment."""
    return secrets.token_hex(16)


class Link(models.Model):
    """An entry's place in the hash chain, written once, after the entry's commit (decision 0079).

    A trigger keeps entries from being deleted, so the foreign key need not.
    """

    position = models.BigIntegerField(_("position"), primary_key=True)
    entry = models.OneToOneField(Entry, models.DO_NOTHING, related_name="link")
    salt = models.CharField(_("salt"), max_length=32, default=new_salt)
    commitment = models.CharField(_("commitment"), max_length=_HEX)
    digest = models.CharField(_("digest"), max_length=_HEX)

    class Meta:
        verbose_name = _("link of the trail")
        verbose_name_plural = _("links of the trail")
        ordering = ["position"]

    def __str__(self):
        return f"{self.position} {self.digest}"


class Chain(models.Model):
    """The end of the chain: its only row is the lock of whoever adds links. `seen` is the latest entry that has one."""

    length = models.BigIntegerField(_("length"), default=0)
    digest = models.CharField(_("digest"), max_length=_HEX, default="0" * _HEX)
    seen = models.BigIntegerField(_("latest entry"), default=0)

    class Meta:
        verbose_name = _("chain of the trail")
        verbose_name_plural = _("chains of the trail")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="trail_one_chain")]

    def __str__(self):
        return f"{self.length} {self.digest}"


class Root(models.Model):
    """A signed statement about the links `first` to `last`: the chain's digest there, and the root of their tree."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    first = models.BigIntegerField(_("first link"))
    last = models.BigIntegerField(_("last link"), unique=True)
    head = models.CharField(_("digest of the last link"), max_length=_HEX)
    tree = models.CharField(_("root of the tree"), max_length=_HEX)
    previous = models.CharField(_("digest of the previous root"), max_length=_HEX)
    digest = models.CharField(_("digest"), max_length=_HEX)
    signed_at = models.DateTimeField(_("signed at"))
    signature = models.CharField(_("signature"), max_length=128)

    class Meta:
        verbose_name = _("signed root of the trail")
        verbose_name_plural = _("signed roots of the trail")
        ordering = ["-number"]
        constraints = [models.CheckConstraint(condition=Q(first__lte=models.F("last")), name="trail_root_not_empty")]

    def __str__(self):
        return f"{self.number} {self.digest}"
