"""Signals of this app for higher layers."""

from django.dispatch import Signal

# The lead confirmed a breach: sent in the same transaction, with `breach`, `by` and `now` [S4, S5].
breach_confirmed = Signal()
# The lead dismissed a proposed breach: sent in the same transaction, with `breach`, `by` and `now` [S4].
breach_dismissed = Signal()
# A later decision set a confirmed breach aside: in the same transaction, with `breach`, `by` and `now` [S4, S5].
breach_set_aside = Signal()
# The lead confirmed a review: sent in the same transaction, with `review`, `by` and `now` [R3].
review_confirmed = Signal()
