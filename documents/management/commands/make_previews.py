"""`manage.py make_previews`: make missing previews, also those that failed before LibreOffice or OCR was installed."""

from django.core.management.base import BaseCommand

from documents import services
from documents.models import Preview
from documents.previews import ocr, office
from documents.queries import contents_to_preview, preview_counts
from kernel import clock


class Command(BaseCommand):
    help = "Make the previews that are missing and read the scans that were not read; broken off, it goes on."

    def add_arguments(self, parser):
        parser.add_argument("--again", action="store_true", help="try again what could not be made before")
        parser.add_argument("--all", dest="everything", action="store_true", help="make again what was made, too")
        parser.add_argument("--no-scans", action="store_true", help="leave the text of scans unread for now")

    def handle(self, *, again, everything, no_scans, **options):
        for pk in contents_to_preview(again=again, everything=everything):
            services.make_preview(inspection_id=pk, again=again or everything, now=clock.now())
        if not no_scans and ocr.is_on():
            unread = Preview.objects.filter(source=Preview.Source.UNREAD).order_by("pk")
            for pk in list(unread.values_list("inspection", flat=True)):
                services.read_scan(inspection_id=pk, now=clock.now())
        if office.program() is None:
            self.stderr.write("LibreOffice is not installed: Office files are shown as downloads.")
        if not ocr.is_on():
            self.stderr.write("OCRmyPDF or Tesseract's Vietnamese is not installed: the text of scans is not read.")
        self.stdout.write(", ".join(f"{count} {state}" for state, count in preview_counts().items()))
