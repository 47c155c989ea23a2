"""Evidence and dossier papers for tests."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from evidence.models import DossierPart, EvidenceItem
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
