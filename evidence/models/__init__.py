"""Evidence for the scores, the dossier that contains it, and the questions asked about it."""

from evidence.models.dossiers import DossierPart, DossierPdf, Receipt
from evidence.models.hints import Hint, PictureHash, Reading
from evidence.models.inquiries import Inquiry, Question
from evidence.models.items import EvidenceItem, PartialUpload
from evidence.models.remarks import ReadingRemark

__all__ = [
    "DossierPart",
    "DossierPdf",
    "EvidenceItem",
    "Hint",
    "Inquiry",
    "PartialUpload",
    "PictureHash",
    "Question",
    "Reading",
    "ReadingRemark",
    "Receipt",
]
