"""Evidence and dossier papers for tests."""

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from evidence.models import DossierPart, EvidenceItem, PartialUpload
from tests.factories.accounts import UserFactory
from tests.factories.documents import StoredFileFactory

ADDED = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


class EvidenceItemFactory(DjangoModelFactory):
    """A file in a leaf's set: `EvidenceItemFactory(score=...)`."""

    class Meta:
        model = EvidenceItem

    file = factory.SubFactory(StoredFileFactory)
    position = factory.Sequence(lambda n: n + 1)
    added_at = ADDED
    added_by = factory.SubFactory(UserFactory)


class PartialUploadFactory(DjangoModelFactory):
    """A file on its way into a leaf's set, of which nothing has come yet."""

    class Meta:
        model = PartialUpload

    name = factory.Sequence(lambda n: f"bien-ban-{n}.pdf")
    length = 1000
    owner = factory.SubFactory(UserFactory)
    begun_at = ADDED
    expires_at = factory.LazyAttribute(lambda upload: upload.begun_at + timedelta(days=90))


class DossierPartFactory(DjangoModelFactory):
    """A paper of the dossier; `signed_copy=True` has its signed copy in place."""

    class Meta:
        model = DossierPart

    kind = DossierPart.Kind.LETTER

    class Params:
        signed_copy = factory.Trait(
            signed=factory.SubFactory(StoredFileFactory),
            signed_at=ADDED,
            signed_by=factory.SubFactory(UserFactory),
        )


def complete_dossier(assessment) -> None:
    """Give every scored leaf a file, and the dossier its three signed papers."""
    for score in assessment.scores.filter(points__isnull=False):
        EvidenceItemFactory(score=score)
    for kind in DossierPart.Kind:
        DossierPartFactory(assessment=assessment, kind=kind, signed_copy=True)
