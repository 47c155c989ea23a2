"""Print the accounts of the demonstration."""

from django.core.management.base import BaseCommand

from accounts.models import Role
from accounts.queries import people_of_unit, people_with_role
from friendly_gov.demonstration.people import DOMAIN, PASSWORD
from scoring.models import SelfAssessment

CITY = (Role.OFFICER, Role.TEAM_LEAD, Role.APPRAISER, Role.CITY_LEADER, Role.ADMINISTRATOR)


class Command(BaseCommand):
    help = "Print the demonstration's accounts: one per role, and communes that stand at different steps."

    def handle(self, **options):
        rows = [(role.label, person) for role in CITY for person in people_with_role(role)[:1]]
        shown: set[str] = set()
        for state in SelfAssessment.State:
            rows += self._commune_at(state, shown)
        self.stdout.write("\nSign in with one of these addresses; the password of all is " + PASSWORD)
        for place, person in rows:
            if person.email.endswith(f"@{DOMAIN}"):
                self.stdout.write(f"  {person.email:36} {place}")
        self.stdout.write("")

    def _commune_at(self, state, shown):
        """The editor and the head of one commune whose latest self-assessment is in `state`, unless already printed."""
        assessment = (
            SelfAssessment.objects.filter(state=state, scored_count__gt=0)
            .exclude(registration__commune__code__in=shown)
            .select_related("registration__commune")
            .order_by("-registration__cycle__year", "scored_count", "pk")
            .first()
        )
        if assessment is None:
            return []
        commune = assessment.registration.commune
        shown.add(commune.code)
        return [
            (f"{commune}: {role.label}; {assessment.get_state_display()}", person)
            for role in (Role.COMMUNE_EDITOR, Role.COMMUNE_HEAD)
            for person in people_of_unit(commune.code, role)
        ]
