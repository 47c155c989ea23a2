"""Which team member may do what with reviews, breaches and visits; how recusal and a lost role change it [S4, S8].

The table of addresses (`expected.py`) asks nine roles of an ordinary year; here stand the parts in a team, and the days
on which somebody keeps out. Whoever decides is named, everybody else is refused.
"""

import pytest
import rules

from accounts.models import Membership, Recusal, Role, User
from appraisal.models import TeamMember
from tests.factories.accounts import appraiser, city_leader, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import BreachFactory, SecondReviewFactory, TeamMemberFactory, VisitFactory
from tests.factories.evidence import ADDED
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db

# Permission, who has it on an ordinary day | who has it where the lead keeps out.
_OF_REVIEW = """
view_review            first second lead secretary overseers | first second secretary overseers
enter_review_score     first second                        | first second
complete_independent_scores      first second                        | first second
complete_review        first                               | first
resolve_difference      lead                                | secretary
send_back_review       lead                                | secretary
reconcile_review       lead                                | secretary
reopen_review          lead                                | secretary
put_question           first second lead                   | first second secretary
ask_commune            first lead                          | first secretary
reply_to_explanation   first lead                          | first secretary
write_minutes           first secretary lead                | first secretary
plan_visit             first lead officer                  | first secretary officer
"""
_OF_BREACH = """
view_breach            first second lead secretary others overseers | first second secretary others overseers
resolve_breach          lead                                | secretary
set_aside_breach       lead                                | secretary
close_unconsidered     lead                                | secretary
withdraw_breach        other_lead                          | other_lead
view_own_breach        editor head                         | editor head
answer_breach          editor head                         | editor head
"""
_OF_VISIT = """
view_visit             first second lead secretary visitor overseers | first second secretary visitor overseers
record_visit           first lead visitor                  | first secretary visitor
view_own_visit         editor head                         | editor head
"""
_OF_ENTRY = """
view_former_reviews    first second lead secretary others overseers | first second secretary others overseers
"""
# Who keeps out of one unit keeps the rights that are on no unit.
_OF_NOTHING = """
view_team              team          | team
list_reviews           team          | team
list_visits            team          | team
view_former_reviews    team          | team
declare_conflict       team          | team
score_at_desk          judges        | judges
import_review_scores   judges        | judges
assign_review          leads officer | leads officer
set_coverage           leads officer | leads officer
view_agreement         leads officer | leads officer
record_breach          leads officer | leads officer
add_breach_documents   leads officer | leads officer
form_team              officer       | officer
lift_conflict          officer       | officer
set_two_reviews        officer       | officer
set_terms              officer       | officer
set_breach_terms       officer       | officer
"""


_GROUPS = {"overseers": {"other_lead", "officer", "leader"}, "others": {"member", "visitor", "outsider"}}
_GROUPS |= {"leads": {"lead", "other_lead"}}
_GROUPS |= {"judges": {"first", "second", "secretary"} | _GROUPS["others"] | _GROUPS["leads"]}
_GROUPS |= {"team": _GROUPS["judges"] | _GROUPS["overseers"]}


def table(text: str) -> dict[str, tuple[set, set]]:
    result = {}
    for line in text.strip().splitlines():
        (permission, *ordinary), recused = (part.split() for part in line.split("|"))
        result[f"appraisal.{permission}"] = named(ordinary), named(recused)
    return result


def named(people: list[str]) -> set[str]:
    return set().union(*(_GROUPS.get(name, {name}) for name in people))


@kept
def year():
    """A review looked at by two, a breach and a visit of its unit, and everybody who might decide."""
    second = SecondReviewFactory()
    review, team = second.review, second.review.appraiser.team
    visit = VisitFactory(review=review)
    people = {"first": review.appraiser.person, "second": second.appraiser.person}
    for name, make, part in (
        ("lead", team_lead, TeamMember.Part.LEAD),
        ("secretary", appraiser, TeamMember.Part.SECRETARY),
        ("member", appraiser, TeamMember.Part.MEMBER),
        ("visitor", appraiser, TeamMember.Part.MEMBER),
    ):
        member = TeamMemberFactory(team=team, person=make(), part=part)
        people[name] = member.person
        if name == "visitor":
            visit.members.add(member)
    commune = review.assessment.registration.commune
    people |= {"outsider": appraiser(), "other_lead": team_lead(), "officer": officer(), "leader": city_leader()}
    people |= {"editor": editor_of(commune), "head": head_of(commune)}
    entry = review.assessment.registration
    breach = BreachFactory(registration=entry, recorded_by=people["other_lead"])
    return people, {"review": review, "breach": breach, "visit": visit, "entry": entry, "nothing": None}


def may(permission: str, people: dict, result) -> set[str]:
    fresh = {name: User.objects.get(pk=person.pk) for name, person in people.items()}
    return {name for name, person in fresh.items() if rules.has_perm(permission, person, result)}


def keep_out(people, name: str, things) -> None:
    code = things["breach"].registration.commune.code
    Recusal.objects.create(user=people[name], unit_code=code, reason="Người nhà", declared_at=ADDED)


TABLES = [("review", _OF_REVIEW), ("breach", _OF_BREACH), ("visit", _OF_VISIT)]
TABLES += [("entry", _OF_ENTRY), ("nothing", _OF_NOTHING)]


@pytest.mark.parametrize(("kind", "text"), TABLES, ids=[kind for kind, _ in TABLES])
def test_on_an_ordinary_day_and_with_a_recused_lead(year, kind, text):
    people, things = year
    wanted = table(text)

    ordinary = {permission: may(permission, people, things[kind]) for permission in wanted}
    keep_out(people, "lead", things)
    recused = {permission: may(permission, people, things[kind]) for permission in wanted}

    assert ordinary == {permission: whole for permission, (whole, _) in wanted.items()}
    assert recused == {permission: rest for permission, (_, rest) in wanted.items()}


DECIDES = {
    "appraisal.resolve_difference": "review",
    "appraisal.send_back_review": "review",
    "appraisal.reconcile_review": "review",
    "appraisal.reopen_review": "review",
    "appraisal.resolve_breach": "breach",
    "appraisal.set_aside_breach": "breach",
}


@pytest.mark.parametrize("permission", DECIDES)
def test_a_lead_whose_role_was_taken_away_decides_no_more_though_the_part_stays(year, permission):
    people, things = year
    Membership.objects.filter(user=people["lead"]).delete()

    assert may(permission, people, things[DECIDES[permission]]) == set()


@pytest.mark.parametrize("permission", DECIDES)
def test_a_lead_who_is_only_an_appraiser_now_decides_no_more(year, permission):
    people, things = year
    Membership.objects.filter(user=people["lead"]).update(role=Role.APPRAISER)

    assert may(permission, people, things[DECIDES[permission]]) == set()


@pytest.mark.parametrize(
    "permission", ["enter_review_score", "complete_review", "put_question", "ask_commune", "write_minutes"]
)
def test_who_keeps_out_neither_scores_nor_asks_nor_keeps_the_minutes(year, permission):
    people, things = year
    names = ("first", "second", "secretary")
    for name in names:
        keep_out(people, name, things)

    assert not may(f"appraisal.{permission}", people, things["review"]) & set(names)


@pytest.mark.parametrize("permission", DECIDES)
def test_with_lead_and_secretary_recused_nobody_stands_in_for_a_review_and_another_lead_for_a_breach(year, permission):
    people, things = year
    keep_out(people, "lead", things)
    keep_out(people, "secretary", things)

    expected = {"other_lead"} if DECIDES[permission] == "breach" else set()
    assert may(permission, people, things[DECIDES[permission]]) == expected


def test_who_recorded_a_breach_and_keeps_out_or_lost_the_role_withdraws_it_no_more(year):
    people, things = year
    keep_out(people, "other_lead", things)
    recused = may("appraisal.withdraw_breach", people, things["breach"])
    Recusal.objects.all().delete()
    Membership.objects.filter(user=people["other_lead"]).update(role=Role.APPRAISER)

    assert (recused, may("appraisal.withdraw_breach", people, things["breach"])) == (set(), set())


@pytest.mark.parametrize("permission", DECIDES)
def test_a_secretary_who_stands_in_needs_a_role_too(year, permission):
    people, things = year
    keep_out(people, "lead", things)
    Membership.objects.filter(user=people["secretary"]).delete()

    assert may(permission, people, things[DECIDES[permission]]) == set()


@pytest.mark.parametrize(
    "permission",
    ["enter_review_score", "complete_review", "write_minutes", "record_visit", "view_review", "view_visit"],
)
def test_who_was_assigned_and_lost_the_role_is_out(year, permission):
    people, things = year
    Membership.objects.filter(user__in=[people["first"], people["second"], people["visitor"]]).delete()
    result = things["visit"] if permission.endswith("visit") else things["review"]

    assert not may(f"appraisal.{permission}", people, result) & {"first", "second", "visitor"}


def test_the_secretary_stands_in_for_no_review_of_their_own(year):
    people, things = year
    keep_out(people, "lead", things)
    secretary = TeamMember.objects.get(person=people["secretary"])
    things["review"].appraiser = secretary
    things["review"].save(update_fields=["appraiser"])

    assert may("appraisal.reconcile_review", people, things["review"]) == set()


@pytest.mark.parametrize("permission", [*DECIDES, "appraisal.answer_breach", "appraisal.view_own_visit"])
def test_of_nothing_nobody_may_decide(year, permission):
    people, _ = year

    assert may(permission, people, None) == set()


def test_only_the_years_own_secretary_follows_its_progress(year):
    people, things = year
    cycle = things["review"].assessment.registration.cycle

    assert may("appraisal.view_progress", people, cycle) == {"lead", "other_lead", "officer", "leader", "secretary"}


def test_every_permission_of_the_appraisal_has_its_line():
    here = {name for _kind, text in TABLES for name in table(text)} | {"appraisal.view_progress"}
    assert {name for name in rules.permissions.permissions if name.startswith("appraisal.")} == here
