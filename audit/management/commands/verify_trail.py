"""Compare the trail with its chain and its signed roots."""

from django.core.management.base import BaseCommand, CommandError

from audit.verification import verify


class Command(BaseCommand):
    help = "Find every altered, missing, inserted or moved entry of the trail. Ends with 1 where there is one."

    def handle(self, *args, **options):
        verified = verify()
        for finding in verified.findings:
            self.stderr.write(str(finding))
        self.stdout.write(
            f"{verified.links} links, {verified.roots} roots; {verified.unsigned} links not signed yet, "
            f"{verified.waiting} entries not chained yet."
        )
        if verified.findings:
            raise CommandError(f"{len(verified.findings)} findings: the trail is not what was recorded.")
