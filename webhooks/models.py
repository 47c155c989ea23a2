"""Addresses of other systems that are notified of public events, the events, and their deliveries (decision 0073)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.constraints import together


class Endpoint(models.Model):
    """An address that receives every event from its registration on, until it is removed.

    `secret` is encrypted (decision 0024); the portal shows it once.
    """

    url = models.URLField(_("address"), max_length=500)
    secret = models.TextField(_("secret, encrypted"), editable=False)
    added_at = models.DateTimeField(_("registered at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("webhook address")
        verbose_name_plural = _("webhook addresses")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(url__startswith="https://"), name="endpoint_is_https"),
            models.UniqueConstraint(fields=["url"], condition=Q(removed_at__isnull=True), name="endpoint_url_once"),
            together("removed_at", "removed_by", name="endpoint_removed_at_with_by"),
        ]

    def __str__(self):
        return self.url


class Event(models.Model):
    """What happened, as it is sent: the payload never changes."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("event"), max_length=60)
    payload = models.JSONField(_("payload"))
    happened_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering = ["pk"]
        indexes = [models.Index(fields=["happened_at"], name="webhook_events_by_time")]

    def __str__(self):
        return f"{self.kind} {self.public_id}"


class Delivery(models.Model):
    """One event for one address: tried until it is accepted, or given up."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be delivered")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("delivery given up")

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_status = models.PositiveSmallIntegerField(_("last status"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    # While a worker sends, the moment at which another one may take over.
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="webhook_deliveries_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_once_per_endpoint"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_try_at__isnull=False, settled_at__isnull=True)
                | Q(state__in=["delivered", "failed"], next_try_at__isnull=True, settled_at__isnull=False),
                name="delivery_waits_or_is_settled",
            ),
        ]

    def __str__(self):
        return f"{self.event} → {self.endpoint}"
