"""What a token may be used for; it never opens more than its owner may see."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One kind of data that a token reads."""

    RESULTS = "results:read", _("results, also before they are published")
    DOSSIERS = "dossiers:read", _("dossiers and self-assessments")
    REGISTRATIONS = "registrations:read", _("registrations")
