"""The cases of the migration test, back and forth: each has rows of its own."""

from datetime import date

from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction

from accounts import secrets
from accounts.models import User
from accounts.queries import person_with_calendar
from accounts.services import renew_calendar_key
from communes.models import Commune
from kernel.names import name_key
from results.models import CityDecision, Commendation, Revocation, RevocationWithdrawal
from tests.conftest import A_DAY
from tests.factories.accounts import UserFactory, officer
from tests.factories.appraisal import BreachDocumentFactory, BreachFactory
from tests.factories.communes import CommuneFactory, CycleFactory
from tests.factories.results import CONCLUDED, CityDecisionFactory, OutcomeFactory, RecognitionFactory
from tests.migrations.walk import Case, Targets, latest
from tests.permissions.world import build_world

# A portal from before decisions on tables, previews and coverage existed.
EARLIER: Targets = [
    ("accounts", "0003_calendar_key"),
    ("appraisal", "0011_coverage"),
    ("communes", "0001_initial"),
    ("documents", "0006_previews"),
    ("evidence", "0006_inquiries"),
    ("notifications", "0002_mailings_and_wishes"),
    ("results", "0003_commendation"),
    ("scoring", "0005_asking_the_commune"),
]


def _rows() -> dict[str, int]:
    """The number of rows of each of our tables."""
    ours = [model for model in apps.get_models() if model.__module__.partition(".")[0] in dict(EARLIER)]
    return {model._meta.label: model._base_manager.count() for model in ours}


def _columns() -> dict[str, set[str]]:
    """The tables and the columns of each."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {
            name: {column.name for column in connection.introspection.get_table_description(cursor, name)}
            for name in names
        }


def _constraints() -> dict[str, dict]:
    """The constraints and indexes of each table, by name."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {name: connection.introspection.get_constraints(cursor, name) for name in names}


def a_whole_year() -> Case:
    """A year in all tables is migrated back to an earlier release and forward again without loss."""
    build_world(former=False)
    before, shape = _rows(), (_columns(), _constraints())
    assert sum(before.values()) > 100

    then = yield EARLIER
    old = {model._meta.label_lower for model in then.get_models()}
    assert "name_key" not in _columns()["communes_commune"]
    yield latest()

    # Data of tables that did not exist then cannot have been kept.
    assert {label: count for label, count in _rows().items() if label.lower() in old} == {
        label: count for label, count in before.items() if label.lower() in old
    }
    assert (_columns(), _constraints()) == shape


def names_and_addresses() -> Case:
    """Invisible letters are removed from names and addresses stored before cleaning existed."""
    clean, twice = UserFactory(email="a@example.test"), UserFactory(email="a@example.test\u200b")
    person = UserFactory(email="\ufeffb@example.test", full_name="Đặng\u00a0 Văn\u200b An")
    unit = CommuneFactory(name="\u00d0\u1ed3\u00a0Sơn", code="7")

    yield [("accounts", "0006_scrub_calendar_keys"), ("communes", "0002_registration_counts_when_sent")]
    yield latest()

    people = User.objects.in_bulk([clean.pk, twice.pk, person.pk])
    assert [people[one.pk].email for one in (clean, twice, person)] == [
        "a@example.test",
        "a@example.test\u200b",
        "b@example.test",
    ]
    assert (people[person.pk].full_name, people[person.pk].name_key) == ("Đặng Văn An", name_key("Đặng Văn An"))
    kept = Commune.objects.get(pk=unit.pk)
    assert (kept.name, kept.search_key, kept.name_key) == ("Đồ Sơn", "do son 7", name_key("Đồ Sơn"))


def keys_of_calendars() -> Case:
    """Former calendar keys are removed from the trail, and nothing else is."""
    facts = {
        "content_type": ContentType.objects.get_for_model(User),
        "object_pk": "1",
        "object_repr": "",
        "action": LogEntry.Action.UPDATE,
    }
    bare = LogEntry.objects.create(**facts, changes={"calendar_key": ["None", "opens-it"]})
    mixed = LogEntry.objects.create(**facts, changes={"calendar_key": ["a", "b"], "full_name": ["An", "Bình"]})
    other = LogEntry.objects.create(**facts, changes={"is_active": ["True", "False"]})

    yield [("accounts", "0005_times_disabled")]
    yield latest()

    kept = LogEntry.objects.filter(pk__in=[bare.pk, mixed.pk, other.pk])
    assert dict(kept.values_list("pk", "changes")) == {
        mixed.pk: {"full_name": ["An", "Bình"]},
        other.pk: {"is_active": ["True", "False"]},
    }


def secrets_in_clear() -> Case:
    """Clear-text secrets are encrypted, and decrypted again (decision 0024)."""
    person = officer()
    renew_calendar_key(person=person, by=person, now=A_DAY)
    key = User.objects.get(pk=person.pk).calendar_key
    Authenticator.objects.create(user=person, type="totp", data={"secret": secrets.encrypt("TOTP-KEY")})
    codes = [secrets.encrypt("11"), secrets.encrypt("22")]
    old = {"seed": secrets.encrypt("SEED"), "used_mask": 5, "migrated_codes": codes}
    Authenticator.objects.create(user=person, type="recovery_codes", data=old)

    before = yield [("accounts", "0008_sign_in_trace")]
    in_clear = Authenticator.objects.filter(user=person).order_by("pk").values_list("data", flat=True)
    assert list(in_clear) == [
        {"secret": "TOTP-KEY"},
        {"seed": "SEED", "used_mask": 5, "migrated_codes": ["11", "22"]},
    ]
    assert before.get_model("accounts", "User").objects.get(pk=person.pk).calendar_key == key
    yield latest()

    assert person_with_calendar(key) == person
    assert User.objects.get(pk=person.pk).calendar_key == key


def documents_of_a_breach() -> Case:
    """The one document of a breach becomes the first of several, and back again [S4]."""
    breach, bare = BreachFactory(), BreachFactory()
    first = BreachDocumentFactory(breach=breach)
    BreachDocumentFactory(breach=breach)
    both = [breach.pk, bare.pk]

    before = yield [("appraisal", "0003_founding_decision")]
    kept = before.get_model("appraisal", "Breach").objects.filter(pk__in=both)
    assert dict(kept.values_list("pk", "document")) == {breach.pk: first.file_id, bare.pk: None}

    after = yield [("appraisal", "0006_breach_without_document")]
    kept = after.get_model("appraisal", "BreachDocument").objects.filter(breach__in=both)
    assert list(kept.values_list("breach", "file", "is_shared", "added_by")) == [
        (breach.pk, first.file_id, False, breach.recorded_by_id)
    ]


def decisions_of_recognitions() -> Case:
    """The number and date of recognitions become a decision that they share, and back again [R4]."""
    cycle = CycleFactory()
    shared = CityDecisionFactory(cycle=cycle)
    outcomes = [OutcomeFactory(published=True, registration__cycle=cycle) for _ in range(2)]
    both = [RecognitionFactory(outcome=outcome, decision=shared) for outcome in outcomes]
    pks = [one.pk for one in both]
    typed = [(pk, shared.number, shared.dated) for pk in pks]

    before = yield [("results", "0005_criteria_in_labels")]
    kept = before.get_model("results", "Recognition").objects.filter(pk__in=pks).order_by("pk")
    assert list(kept.values_list("pk", "decision_number", "decision_date")) == typed

    after = yield [("results", "0008_kept_papers")]
    kept = after.get_model("results", "Recognition").objects.filter(pk__in=pks).order_by("pk")
    assert list(kept.values_list("pk", "decision__number", "decision__dated")) == typed
    assert len(set(kept.values_list("decision", flat=True))) == 1


def decisions_of_every_kind() -> Case:
    """Commendations and revocations keep number, date and file, and decisions of the city are frozen [S5, R5]."""
    recognition = RecognitionFactory()
    registration = recognition.outcome.registration
    breach = BreachFactory(registration=registration, confirmed=True)
    by_whom = {"recorded_at": CONCLUDED, "recorded_by": recognition.issued_by}
    made = {
        kind: CityDecisionFactory(
            cycle=registration.cycle, kind=kind, number=f"{number}/QĐ-UBND", dated=date(2027, 3, number)
        )
        for number, kind in enumerate(("commendation", "revocation", "withdrawal"), start=1)
    }
    file = made["withdrawal"].file_id
    commendation = Commendation.objects.create(recognition=recognition, decision=made["commendation"], **by_whom)
    revocation = Revocation.objects.create(
        recognition=recognition,
        breach=breach,
        decision=made["revocation"],
        reason="Vi phạm",
        revoked_at=CONCLUDED,
        revoked_by=recognition.issued_by,
        is_withdrawn=True,
    )
    withdrawal = RevocationWithdrawal.objects.create(
        revocation=revocation, decision=made["withdrawal"], justification="Đã hủy", **by_whom
    )
    rows = {type(one).__name__: one.pk for one in (commendation, revocation, withdrawal)}

    before = yield [("results", "0009_late_and_unconsidered_dossiers")]
    kept = [before.get_model("results", name).objects.get(pk=pk) for name, pk in rows.items()]
    assert [(one.decision_number, one.decision_date) for one in kept] == [
        (f"{number}/QĐ-UBND", date(2027, 3, number)) for number in (1, 2, 3)
    ]
    assert kept[2].file_id == file

    after = yield [("results", "0012_kept_decisions")]
    kept = [after.get_model("results", name).objects.get(pk=pk).decision for name, pk in rows.items()]
    assert [(one.kind, one.number, one.dated, one.file_id) for one in kept] == [
        ("commendation", "1/QĐ-UBND", date(2027, 3, 1), None),
        ("revocation", "2/QĐ-UBND", date(2027, 3, 2), None),
        ("withdrawal", "3/QĐ-UBND", date(2027, 3, 3), file),
    ]
    assert refuses(lambda: CityDecision.objects.filter(pk=kept[0].pk).update(number="9"))


def refuses(change) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False
