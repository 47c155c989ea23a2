"""Background tasks: load by key, call one service."""

from django_tasks import task

from kernel import clock


@task(queue_name="checks")
def inspect_content(inspection_id: int) -> None:
    """Inspect a content and have it scanned."""
    from documents import services

    services.inspect_content(inspection_id=inspection_id, now=clock.now())


@task(queue_name="previews", priority=-10)
def make_preview(inspection_id: int) -> None:
    """Make thumbnail, PDF and text of a content."""
    from documents import services

    services.make_preview(inspection_id=inspection_id, now=clock.now())


@task(queue_name="ocr", priority=-20)
def read_scan(inspection_id: int) -> None:
    """Run OCR on a scan."""
    from documents import services

    services.read_scan(inspection_id=inspection_id, now=clock.now())


@task(queue_name="papers")
def make_export(export_id: int) -> None:
    """Make a long paper or table that somebody requested."""
    from documents import services

    services.make_export(export_id=export_id, now=clock.now())
