"""The list to take along on a visit, as a paper with room for notes (Decree 30/2020/NĐ-CP)."""

from django.utils import timezone

from appraisal.models import Visit
from appraisal.queries.visits import ItemRow, names_of
from communes.paper_names import paper_name
from documents.papers import PaperHead, Signature
from documents.pdf import render_pdf


def checklist_pdf(visit: Visit, rows: list[ItemRow]) -> bytes:
    """The checklist of one visit: what the commune claims, what to look at, boxes to tick, lines to write on."""
    registration = visit.review.assessment.registration
    begins = timezone.localtime(visit.starts_at)
    head = PaperHead(
        parent="ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG",
        issuer=("TỔ THẨM ĐỊNH",),
        place="Hải Phòng",
        dated=begins.date(),
    )
    context = {
        "paper": {"head": head, "signature": Signature(authority=("Đại diện đoàn kiểm tra",))},
        "dated": begins.date(),
        "visit": visit,
        "begins": begins,
        "year": registration.cycle.year,
        "unit": paper_name(registration.commune),
        "members": names_of(visit),
        "rows": rows,
    }
    return render_pdf("appraisal/papers/checklist.html", context)
