"""Import a workbook of points."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from appraisal.services import import_review_scores
from communes.models import Cycle
from documents.workbooks import SentWorkbook
from kernel import clock
from kernel.refusals import Refused
from scoring.imports import read_lines, read_ratios
from scoring.services.workbook import import_scores
from scoring.workbook_stamps import REVIEW, SELF

_ROLES = {"self": (SELF, import_scores), "appraisal": (REVIEW, import_review_scores)}


class Command(BaseCommand):
    help = "Enter the points of a workbook as the communes' self-assessment or as the team's appraisal: all or none."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("file", type=Path, metavar="FILE.xlsx")
        parser.add_argument("--as", dest="role", choices=list(_ROLES), required=True, help="whose points these are")
        parser.add_argument(
            "--by", metavar="EMAIL", help="the person on whose behalf they are entered; an appraiser's own reviews only"
        )

    def handle(self, *, year, file, role, by, **options):
        cycle = Cycle.objects.filter(year=year).first()
        person = User.objects.filter(email=by).first() if by else None
        if cycle is None or (by and person is None):
            raise CommandError(f"There is no {'year ' + str(year) if cycle is None else by}.", returncode=1)
        kind, enter = _ROLES[role]
        try:
            with file.open("rb") as sent:
                book = SentWorkbook(sent)
                facts: dict[str, Any] = {"lines": read_lines(book, kind, year=year)}
                facts |= {"ratios": read_ratios(book)} if kind is SELF else {}
                changed = enter(cycle=cycle, **facts, by=person, now=clock.now())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}. Nothing was written.", returncode=1) from error
        except Refused as refusal:
            for problem, words in zip(refusal.problems, refusal.messages, strict=True):
                self.stderr.write(f"{problem.code} {problem.where} [{problem.clause}] {words}")
            raise CommandError("Nothing was written.", returncode=1) from refusal
        self.stdout.write(self.style.SUCCESS(f"{year}: {changed} scores changed"))
