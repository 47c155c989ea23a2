"""The messages of this app's problems and trail entries, and the names of events."""

from django.utils.translation import gettext_lazy as _

from kernel.wording import register_problems, register_verbs

_EVENTS = {
    "results.published": _("Results published"),
    "results.corrected": _("Published results corrected"),
    "recognition.revoked": _("Recognition revoked"),
}
# What the portal itself writes about a try; the network's own errors are shown as they came.
_ERRORS = {
    "the host leads to an address that is not public": _("the host leads to an address that is not public"),
    "the host is unknown": _("the host is unknown"),
    "the host is not among WEBHOOK_HOSTS": _("the host is not among WEBHOOK_HOSTS"),
    "the address was removed": _("the address was removed"),
    "the secret cannot be decrypted": _("the secret cannot be decrypted"),
}

register_problems(
    {
        "webhook_not_https": _("The address must begin with https://."),
        "webhook_with_password": _("The address must contain no user name, password or fragment (#)."),
        "webhook_bad_port": _("The port is not valid: 1 to 65535."),
        "webhook_known": _("This address is registered already."),
        "webhook_host_unknown": _("No machine of this name is known. Check the address."),
        "webhook_host_unlisted": _(
            "The portal may not connect to this host. Whoever operates it lists the permitted hosts in WEBHOOK_HOSTS."
        ),
        "webhook_inner_address": _("This address leads into an inner network; the portal sends to public ones only."),
        "webhook_removed": _("The address was removed."),
        "webhook_waiting": _("This delivery waits already; the portal tries it by itself."),
    }
)

register_verbs(
    {
        "webhooks.add_endpoint": _("registered the webhook address %(url)s"),
        "webhooks.remove_endpoint": _("removed the webhook address %(url)s"),
        "webhooks.send_again": _("had the event %(event)s delivered again"),
    }
)


def event_label(kind: str) -> str:
    """What an event is called, in the reader's language."""
    return str(_EVENTS.get(kind, kind))


def outcome_words(status: int | None, error: str) -> str:
    """How the last try ended: the receiver's status, or why there is none."""
    return f"HTTP {status}" if status is not None else str(_ERRORS.get(error, error))
