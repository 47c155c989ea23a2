"""Rules on registrations and years that the database enforces."""

from kernel.db_triggers import never_changed, register

FORMER_DAYS_DECISIONS = never_changed("communes_formerdaysdecision", "a former version of a decision is kept as it was")

register(*FORMER_DAYS_DECISIONS)
