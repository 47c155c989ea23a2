"""Evidence and dossier papers for tests."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from evidence.models import DossierPart, EvidenceItem, Inquiry, PartialUpload, Question, Receipt
from evidence.services.dossiers import issue_receipt
from tests.factories.accounts import UserFactory
from tests.factories.documents import StoredFileFactory

ADDED = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


class EvidenceItemFactory(DjangoModelFactory):
    """A file in a criterion's set: `EvidenceItemFactory(score=...)`."""

    class Meta:
        model = EvidenceItem

    file = factory.SubFactory(StoredFileFactory)
    position = factory.Sequence(lambda n: n + 1)
    added_at = ADDED
    added_by = factory.SubFactory(UserFactory)


class PartialUploadFactory(DjangoModelFactory):
    """A file on its way into a criterion's set, of which nothing has come yet."""

    class Meta:
        model = PartialUpload

    name = factory.Sequence(lambda n: f"bien-ban-{n}.pdf")
    length = 1000
    owner = factory.SubFactory(UserFactory)
    begun_at = ADDED
    expires_at = factory.LazyAttribute(lambda upload: upload.begun_at + timedelta(days=90))


class DossierPartFactory(DjangoModelFactory):
    """A paper of the dossier, in the place of one of its kind; `signed_copy=True` has its signed copy in place."""

    class Meta:
        model = DossierPart

    kind = DossierPart.Kind.LETTER

    class Params:
        signed_copy = factory.Trait(
            signed=factory.SubFactory(StoredFileFactory),
            signed_at=ADDED,
            signed_by=factory.SubFactory(UserFactory),
        )

    @classmethod
    def _create(cls, model_class, *args, assessment, kind, **fields):
        made, _ = model_class.objects.update_or_create(assessment=assessment, kind=kind, defaults=fields)
        return made


class InquiryFactory(DjangoModelFactory):
    """A request for supplements being collected; traits `sent` and `answered`."""

    class Meta:
        model = Inquiry

    kind = Inquiry.Kind.SUPPLEMENT
    number = 1

    class Params:
        sent = factory.Trait(
            state=Inquiry.State.SENT,
            sent_at=ADDED,
            sent_by=factory.SubFactory(UserFactory),
            before=date(2026, 12, 20),
        )
        answered = factory.Trait(
            sent=True,
            state=Inquiry.State.ANSWERED,
            ended_at=ADDED,
            answered_by=factory.SubFactory(UserFactory),
        )


class QuestionFactory(DjangoModelFactory):
    """What is asked of one criterion."""

    class Meta:
        model = Question

    wanted = "Bổ sung biên bản nghiệm thu."
    asked_at = ADDED
    asked_by = factory.SubFactory(UserFactory)


def complete_dossier(assessment) -> None:
    """Give every scored criterion a file, and the dossier its three signed papers."""
    for score in assessment.scores.filter(points__isnull=False):
        EvidenceItemFactory(score=score)
    signed_papers(assessment, at=ADDED, by=UserFactory())
    if receipt := Receipt.objects.filter(assessment=assessment).first():
        receipt.delete()
        issue_receipt(assessment, now=receipt.issued_at)


def signed_papers(assessment, *, at: datetime, by) -> None:
    """The signed copies of all papers of a dossier: without them it is not sent (mục III.2)."""
    signed = {"signed_at": at, "signed_by": by}
    DossierPart.objects.filter(assessment=assessment).delete()
    DossierPart.objects.bulk_create(
        DossierPart(assessment=assessment, kind=kind, signed=StoredFileFactory(), **signed) for kind in DossierPart.Kind
    )
