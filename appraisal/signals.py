"""What this app tells to whoever listens above it."""

from django.dispatch import Signal

# The lead confirmed a breach: sent in the transaction that says so, with `breach`, `by` and `now` [S4, S5].
breach_confirmed = Signal()
# The lead dismissed a proposed breach: in its transaction, with `breach`, `by` and `now` [S4].
breach_dismissed = Signal()
# A later decision set a confirmed breach aside: in its transaction, with `breach`, `by` and `now` [S4, S5].
breach_set_aside = Signal()
# The lead confirmed a review: sent in the transaction that says so, with `review`, `by` and `now` [R3].
review_confirmed = Signal()
