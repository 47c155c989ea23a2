"""Webhook addresses and deliveries, as their pages show them."""

from django.db.models import Count, Q, QuerySet

from accounts.models import Role, User
from accounts.queries import has_role
from webhooks.models import Delivery, Endpoint


def endpoints_visible_to(user: User) -> QuerySet[Endpoint]:
    """Every address, for administrators."""
    return Endpoint.objects.all() if has_role(user, Role.ADMINISTRATOR) else Endpoint.objects.none()


def deliveries_visible_to(user: User) -> QuerySet[Delivery]:
    """Every delivery, for administrators."""
    deliveries = Delivery.objects.select_related("endpoint", "event")
    return deliveries if has_role(user, Role.ADMINISTRATOR) else deliveries.none()


def endpoints_in_use() -> QuerySet[Endpoint]:
    """The addresses that receive events, each with the number of its deliveries by state."""
    counts = {state.value: Count("deliveries", filter=Q(deliveries__state=state)) for state in Delivery.State}
    return Endpoint.objects.filter(removed_at=None).select_related("added_by").annotate(**counts)
