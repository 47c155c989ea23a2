"""Signals of this app for higher layers."""

from django.dispatch import Signal

# A content was found infected: sent in the same transaction, with `inspection` and `now`.
file_quarantined = Signal()
