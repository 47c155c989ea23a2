"""`manage.py clear_survey_answers`: delete citizens' answers past their time, and list the surveys. Run weekly."""

from django.core.management.base import BaseCommand, CommandError

from kernel import clock
from surveys.services import clear_answers


class Command(BaseCommand):
    help = (
        "Deletes the answers of surveys that ended more than SURVEY_ANSWERS_YEARS ago. The counts stay, so the figures "
        "stay; the trail says how many answers were deleted. Safe to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *, dry_run, **options):
        cleared = clear_answers(now=clock.now(), dry_run=dry_run)
        for one in cleared:
            why = ": kept, its counts differ from its answers" if one.differs else ""
            self.stdout.write(f"{one.survey} ({one.survey.slug}): {one.count} answers{why}")
        done = [one for one in cleared if not one.differs]
        self.stdout.write(f"{sum(one.count for one in done)} answers, {len(done)} surveys.")
        if dry_run:
            self.stdout.write("Nothing was deleted: this was a dry run.")
        if len(done) < len(cleared):
            raise CommandError("Some surveys have counts that differ from their answers: see check_survey_counts.")
