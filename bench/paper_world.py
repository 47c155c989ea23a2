"""A year's minutes and certificates as files, on the database of the benchmark: python -m bench.paper_world (JSON)."""

import json
import resource
import sys
import time
from datetime import date
from datetime import time as hour

from django.utils import timezone

import bench.ready  # noqa: F401 (before any model)
from accounts.models import Membership, Role
from appraisal.minutes_bundle import make_bundle
from appraisal.models import Minutes, Review
from bench import YEAR
from documents.papers import Check
from documents.pdf import paper_pdf
from papers.codes import new_code
from papers.kinds import Typed
from papers.queries import check_address
from papers.texts import texts_read_once
from results.models import CityDecision, Outcome, Recognition
from results.unit_papers import UnitFacts, certificate_paper


def main(what: str) -> None:
    measured = {"bundle": _bundle, "certificates": _certificates}[what]
    begun = time.process_time()
    count, size = measured()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    json.dump({"count": count, "seconds": time.process_time() - begun, "bytes": size, "peak": peak}, sys.stdout)


def _bundle() -> tuple[int, int]:
    """Minutes of every appraised dossier, in one PDF."""
    lead = Membership.objects.filter(role=Role.TEAM_LEAD).select_related("user").first().user
    facts = {"held_on": date(YEAR, 12, 20), "begins_at": hour(8), "ends_at": hour(9), "place": "Sở Nội vụ"}
    reviews = Review.objects.filter(assessment__registration__cycle__year=YEAR, minutes=None)
    Minutes.objects.bulk_create([Minutes(review=review, **facts) for review in reviews])
    made = make_bundle(lead, {"year": YEAR, "form": "pdf"}, timezone.now())
    return Minutes.objects.count(), len(made.content)


def _certificates() -> tuple[int, int]:
    """A certificate for every unit, as if all were recognised, each a PDF with its code."""
    decision = CityDecision(number="6000/QĐ-UBND", dated=date(YEAR, 12, 28))
    outcomes = Outcome.objects.filter(registration__cycle__year=YEAR)
    sizes = []
    with texts_read_once():
        for outcome in outcomes.select_related("registration__commune", "registration__cycle"):
            code = new_code()
            facts = UnitFacts(outcome.registration, outcome, Recognition(outcome=outcome, decision=decision), ())
            typed = Typed(check=Check(check_address(code), code))
            sizes.append(len(paper_pdf(certificate_paper(facts, typed))))
    return len(sizes), sum(sizes)


if __name__ == "__main__":
    main(sys.argv[1])
