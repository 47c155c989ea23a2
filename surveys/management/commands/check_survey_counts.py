"""`manage.py check_survey_counts`: count the answers of surveys again, and compare with the counts that are kept."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from surveys.counting import kept_counts, recounted
from surveys.models import Survey


class Command(BaseCommand):
    help = "Counts the answers of every survey again and names each count that differs. It changes nothing."

    def handle(self, **options):
        surveys = Survey.objects.opened().filter(answers_deleted_at=None).order_by("pk")
        wrong = sum(self._differs(survey) for survey in surveys.iterator())
        if wrong:
            raise CommandError(f"{wrong} surveys have counts that differ from their answers.")
        self.stdout.write(f"The counts of {surveys.count()} surveys agree with their answers.")

    def _differs(self, survey: Survey) -> bool:
        kept, counted = _both(survey)
        for key in sorted(kept.keys() | counted.keys()):
            if kept[key] != counted[key]:
                channel, month, number, option = key
                where = f"{survey.slug} {channel} {month:%Y-%m} question {number} option {option}"
                self.stdout.write(f"{where}: {kept[key]} kept, {counted[key]} answers")
        return kept != counted


def _both(survey: Survey):
    """Both as of one moment: answers that arrive meanwhile are in neither, or in both."""
    with transaction.atomic(durable=not connection.in_atomic_block):
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return kept_counts(survey), recounted(survey)
