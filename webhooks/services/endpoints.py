"""Register and remove the addresses of other systems."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.secrets import encrypt
from audit.services import record
from kernel.refusals import refuse_if
from webhooks.models import Delivery, Endpoint
from webhooks.policies import endpoint_problems, removing_problems
from webhooks.sending import new_secret


@transaction.atomic
def add_endpoint(*, url: str, by: User, now: datetime) -> tuple[Endpoint, str]:
    """Register an address; returns it with its new secret, which cannot be read again.

    Raises:
        Refused: the address is not https, is known already, or leads into a network that is not public.
        ValidationError: it is no address.
    """
    url = url.strip()
    refuse_if(endpoint_problems(url))
    secret = new_secret()
    endpoint = Endpoint(url=url, secret=encrypt(secret), added_at=now, added_by=by)
    endpoint.full_clean(exclude=["added_by"])
    endpoint.save()
    record("webhooks.add_endpoint", by=by, now=now, on=endpoint, url=url)
    return endpoint, secret


@transaction.atomic
def remove_endpoint(*, endpoint: Endpoint, by: User, now: datetime) -> Endpoint:
    """Send nothing more to an address; its deliveries stay on record, its secret does not.

    Raises:
        Refused: it was removed already.
    """
    endpoint = Endpoint.objects.select_for_update(of=("self",)).get(pk=endpoint.pk)
    refuse_if(removing_problems(endpoint))
    endpoint.removed_at, endpoint.removed_by, endpoint.secret = now, by, ""
    endpoint.save(update_fields=["removed_at", "removed_by", "secret"])
    endpoint.deliveries.filter(state=Delivery.State.WAITING).update(
        state=Delivery.State.FAILED, next_try_at=None, settled_at=now, last_error="the address was removed"
    )
    record("webhooks.remove_endpoint", by=by, now=now, on=endpoint, url=endpoint.url)
    return endpoint
