"""Background tasks: load by key, call one service."""

from datetime import datetime

from django_tasks import task

from kernel import clock


@task(queue_name="papers")
def build_dossier_pdf(pdf_id: int, since: str) -> None:
    """Build the PDF of a dossier that was requested at `since` (ISO)."""
    from evidence import services

    services.build_dossier_pdf(pdf_id=pdf_id, since=datetime.fromisoformat(since), now=clock.now())


@task(queue_name="hints", priority=-5)
def look_for_hints(item_id: int) -> None:
    """Read an item's file and store hints for appraisers."""
    from evidence import services

    services.look_for_hints(item_id=item_id, now=clock.now())


@task(queue_name="papers")
def render_part(part_id: int, since: str) -> None:
    """Make the PDF of a dossier's paper that was requested at `since` (ISO)."""
    from evidence import services

    services.render_part(part_id=part_id, since=datetime.fromisoformat(since), now=clock.now())
