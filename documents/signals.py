"""What this app tells the layers above, without knowing them."""

from django.dispatch import Signal

# A content was found infected: sent in the transaction that says so, with `inspection` and `now`.
file_quarantined = Signal()
