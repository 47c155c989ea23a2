"""The only way to change a dossier: its lock, the second in the lock order (docs/decisions/0048)."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from communes.models import Cycle, Registration
from evidence.models import Inquiry
from scoring.models import SelfAssessment
from scoring.services.locks import demand_standing


@dataclass
class LockedDossier:
    """A locked dossier: everything it returns was read after locking, and nobody else can change it meanwhile."""

    assessment: SelfAssessment

    @property
    def registration(self) -> Registration:
        return self.assessment.registration

    @property
    def cycle(self) -> Cycle:
        return self.registration.cycle

    @cached_property
    def inquiries(self) -> list[Inquiry]:
        """Its letters, oldest first; each refers to this dossier."""
        inquiries = list(Inquiry.objects.filter(assessment=self.assessment).order_by("pk"))
        for inquiry in inquiries:
            inquiry.assessment = self.assessment
        return inquiries

    def inquiry(self, **facts: object) -> Inquiry | None:
        """Its first letter that matches these lookups."""
        return next((one for one in self.inquiries if all(getattr(one, key) == facts[key] for key in facts)), None)

    def save_state(self) -> None:
        """Save the dossier's state, where its contents are unchanged."""
        self.assessment.save(update_fields=["state"])

    def save(self, *fields: str) -> None:
        """Save these fields of the self-assessment, and increment the dossier's version."""
        self.assessment.version += 1
        self.assessment.save(update_fields=[*fields, "version"])


def lock_dossiers(rows: QuerySet[SelfAssessment]) -> list[int]:
    """Lock many dossiers, always in the same order; returns their keys."""
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))


def lock_dossier(pk: int) -> LockedDossier:
    """Lock the dossier of this self-assessment until the transaction ends, and read it with its registration and table.

    Raises:
        Refused: a correction of the table has set it aside meanwhile.
    """
    rows = SelfAssessment.with_set_aside.select_for_update(of=("self",), no_key=True)
    dossier = LockedDossier(rows.select_related("registration__commune", "registration__cycle", "rubric").get(pk=pk))
    demand_standing(dossier.assessment)
    return dossier


def lock_any(pk: int) -> SelfAssessment:
    """Lock a dossier, whether current or set aside: its files are deleted when their retention ends."""
    return SelfAssessment.with_set_aside.select_for_update(of=("self",), no_key=True).get(pk=pk)
