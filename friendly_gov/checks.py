"""What `manage.py check --deploy` says of an unsafe portal, beside Django's own checks."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register  # noqa: A004

_SHORTEST_SECRET = 50
_WEAK_SECRETS = ("change", "secret", "only-for-tests", "django-insecure", "demo")


@register(Tags.security, deploy=True)
def portal_is_safe(app_configs, **options) -> list:
    """Every reason why this portal should not be reached by anybody yet."""
    return [found for check in (_debug, _https, _demonstration, _secret, _mail, _address) for found in check()]


def _debug():
    if settings.DEBUG:
        yield Error("DEBUG is on: errors show the portal's inside.", hint="Unset DEBUG.", id="friendly_gov.E001")


def _https():
    if not settings.HTTPS:
        hint = "Unset HTTPS and put a proxy in front that ends TLS."
        yield Error("HTTPS is off: passwords travel in the clear.", hint=hint, id="friendly_gov.E002")


def _demonstration():
    if settings.DEMONSTRATION_DAY:
        hint = "Unset DEMONSTRATION_DAY: with it, no deadline of the decree is kept."
        yield Error("The calendar is pinned to a demonstration's day.", hint=hint, id="friendly_gov.E003")


def _secret():
    secret = settings.SECRET_KEY
    weak = len(secret) < _SHORTEST_SECRET or any(word in secret.lower() for word in _WEAK_SECRETS)
    if weak:
        hint = "Set SECRET_KEY to 50 random characters or more, known to this portal alone."
        yield Error("SECRET_KEY is short or well known: sessions can be forged.", hint=hint, id="friendly_gov.E004")


def _mail():
    if "smtp" not in settings.EMAIL_BACKEND:
        hint = "Set EMAIL_URL to the mail relay, for example smtp+tls://user:password@host:587."
        yield Warning("No mail leaves the portal: nobody can be invited.", hint=hint, id="friendly_gov.W001")


def _address():
    if settings.HTTPS and not settings.PORTAL_URL.startswith("https://"):
        hint = "Set PORTAL_URL to the address people type, beginning with https://."
        yield Warning("Links in mails do not lead to this portal.", hint=hint, id="friendly_gov.W002")
