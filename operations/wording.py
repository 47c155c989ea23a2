"""Names of the queues."""

from django.utils.translation import gettext_lazy as _

_QUEUES = {
    "mail": _("Mail"),
    "checks": _("Checks and virus scan of new files"),
    "webhooks": _("Events for other systems (webhooks)"),
    "papers": _("Papers, dossiers and tables"),
    "hints": _("Hints for appraisers"),
    "previews": _("Previews"),
    "ocr": _("Text of scans and photographs (OCR)"),
    "default": _("Queued before an upgrade"),
}


def queue_label(name: str) -> str:
    """What a queue does, in the reader's language."""
    return str(_QUEUES.get(name, name))
