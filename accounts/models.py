"""People and their roles: in a commune, in the department, in the city."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.passwords import composed, decomposed
from accounts.secrets import UnreadableSecretError, decrypt, digest, encrypt
from kernel.constraints import iff_state
from kernel.names import NameKeyField, SearchKeyField
from kernel.text import clean_line


class Role(models.TextChoices):
    """The roles. Those of a commune have its official code."""

    COMMUNE_EDITOR = "commune_editor", _("commune editor")
    COMMUNE_HEAD = "commune_head", _("head of commune")
    OFFICER = "officer", _("department officer")
    APPRAISER = "appraiser", _("appraiser")
    TEAM_LEAD = "team_lead", _("lead of the appraisal team")
    CITY_LEADER = "city_leader", _("city leader")
    ADMINISTRATOR = "administrator", _("administrator")


COMMUNE_ROLES = (Role.COMMUNE_EDITOR, Role.COMMUNE_HEAD)
# Roles that act for the department, the team or the city on every unit: never together with a role in a unit.
ACTING_ROLES = (Role.OFFICER, Role.APPRAISER, Role.TEAM_LEAD, Role.CITY_LEADER)


class UserManager(BaseUserManager["User"]):
    """People are found by their mail address, ignoring case."""

    def get_by_natural_key(self, email):
        return self.get(email__iexact=clean_line(email))

    def create_user(self, email, full_name, password=None, **fields):
        """Create and save a person; without a password they must set one through the invitation mail."""
        person: User = self.model(email=clean_line(email).lower(), full_name=clean_line(full_name), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class User(AbstractBaseUser):
    """A person who signs in by mail address. Permissions come from memberships only; there is no superuser."""

    email = models.EmailField(_("mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    name_key = NameKeyField(source="full_name")
    search_key = SearchKeyField(sources=("full_name", "email"))
    is_active = models.BooleanField(_("may sign in"), default=True)
    calendar_digest = models.CharField(
        _("digest of the calendar’s key"), max_length=64, unique=True, null=True, blank=True
    )
    calendar_secret = models.TextField(_("encrypted key of the calendar"), blank=True)
    times_signed_out = models.PositiveIntegerField(_("times signed out"), default=0)
    tour_dismissed_at = models.DateTimeField(_("first steps dismissed at"), null=True, blank=True)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    date_joined = models.DateTimeField(_("created at"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name_key", "pk"]

    def __str__(self):
        return self.full_name or self.email

    def _get_session_auth_hash(self, secret=None) -> str:
        """Sessions from before the account was last disabled, or signed out by an administrator, stay invalid."""
        auth_hash = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # Django's own, which its stubs do not know
        return f"{auth_hash}:{self.times_signed_out}" if self.times_signed_out else auth_hash

    @property
    def calendar_key(self) -> str | None:
        """The key in the URL of this person's calendar; None where there is none, or it cannot be decrypted."""
        try:
            return decrypt(self.calendar_secret) if self.calendar_secret else None
        except UnreadableSecretError:
            return None

    @calendar_key.setter
    def calendar_key(self, key: str) -> None:
        self.calendar_digest, self.calendar_secret = digest(key), encrypt(key)

    def set_password(self, raw_password):
        """Store the password in one Unicode normal form, whichever input method typed it."""
        super().set_password(composed(raw_password))

    def check_password(self, raw_password):
        """True where this is the password, in any normal form. A hash of another form is replaced."""
        wanted = composed(raw_password)
        if super().check_password(wanted):
            return True
        older = {raw_password, decomposed(raw_password)} - {wanted, None}
        if not any(super(User, self).check_password(writing) for writing in older):
            return False
        self.set_password(raw_password)
        self._password = None  # No new password, so signal receivers are not called.
        self.save(update_fields=["password"])
        return True

    @cached_property
    def roles(self) -> frozenset[tuple[str, str]]:
        """All (role, unit code) pairs of this person, read once per request; the code is "" outside communes."""
        return self.roles_among(self.memberships.order_by())

    @cached_property
    def recused(self) -> frozenset[str]:
        """The official codes of the communes from which this person is recused, read once per request."""
        return frozenset(self.recusals.order_by().values_list("unit_code", flat=True))

    def roles_among(self, held: Iterable["Membership"]) -> frozenset[tuple[str, str]]:
        """What these memberships of this person allow now: nothing where the person is disabled."""
        return frozenset((each.role, each.unit_code) for each in held) if self.is_active else frozenset()


class Membership(models.Model):
    """A person's role. `unit_code` is the official code of the commune for commune roles, empty otherwise.

    The code is a natural key that never changes; a foreign key would point to a higher layer (decision 0002).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit_code = models.CharField(_("unit"), max_length=10, blank=True)
    granted_at = models.DateTimeField(_("granted at"))
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["role", "unit_code", "pk"]
        indexes = [models.Index(fields=["unit_code", "role"], name="membership_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit_code"], name="membership_once"),
            models.CheckConstraint(
                name="membership_unit_iff_commune_role",
                condition=(Q(role__in=COMMUNE_ROLES) & ~Q(unit_code=""))
                | (~Q(role__in=COMMUNE_ROLES) & Q(unit_code="")),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()} {self.unit_code}".strip()


class GrantRequest(models.Model):
    """A role that an administrator requests for themselves: another one confirms or refuses it (decision 0030).

    It expires at `lapses_at` without any action.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit_code = models.CharField(_("unit"), max_length=10, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    lapses_at = models.DateTimeField(_("lapses at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("role asked for")
        verbose_name_plural = _("roles asked for")
        ordering = ["-pk"]
        constraints = [
            iff_state(["confirmed", "refused"], "settled_at", "settled_by", name="grant_request_settled_with_by"),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(settled_by=F("person")), name="grant_request_settled_by_another"
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()} {self.unit_code}".strip()


class Recusal(models.Model):
    """A person is recused from the appraisal of a commune: declared with a reason, or because they worked there [S8].

    The latter is written when a role in a commune is withdrawn; it stays, whatever later roles the person has.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="recusals")
    unit_code = models.CharField(_("unit"), max_length=10)
    worked_there = models.BooleanField(_("has worked there"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    declared_at = models.DateTimeField(_("declared at"))
    declared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["user", "unit_code"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit_code"], name="recusal_once"),
            models.CheckConstraint(condition=~Q(unit_code=""), name="recusal_names_a_unit"),
            models.CheckConstraint(condition=Q(worked_there=True) | ~Q(reason=""), name="recusal_declared_has_reason"),
        ]

    def __str__(self):
        return f"{self.user}: {self.unit_code}"


class SentForm(models.Model):
    """A form that a person has sent, and where it redirected, so that a second click goes there too (decision 0031).

    A form has a `location`, a script's form an `answer` (decision 0047); both are empty while the first request is
    being handled. Rows are kept for a day, answers for two minutes.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(_("key of the form"), max_length=80)
    digest = models.CharField(_("digest of the content"), max_length=64)
    claimed_at = models.DateTimeField(_("received at"))
    location = models.TextField(_("where it led"), blank=True)
    messages = models.JSONField(_("what was said"), default=list)
    answer = models.JSONField(_("what a script was answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key", "digest"], name="sent_form_once")]

    def __str__(self):
        return f"{self.person}: {self.key}"

    @property
    def is_handled(self) -> bool:
        """True where the first request has finished."""
        return bool(self.location) or self.answer is not None


class Throttle(models.Model):
    """How far a rate limit is used up: one moment, after which all attempts are forgotten (decision 0023).

    `key` is a digest of the limit and its subject: it contains no addresses and names.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    clears_at = models.DateTimeField(_("forgotten at"), db_index=True)

    class Meta:
        verbose_name = _("throttle")
        verbose_name_plural = _("throttles")
        ordering = ["pk"]

    def __str__(self):
        return self.key


class SignInEvent(models.Model):
    """A sign-in event of an account: who, when, from where (decision 0023).

    `person` is null where an unknown mail address was tried; what was typed is not stored, because it may be a
    password. `browser` is the digest of the browser's own cookie. `by` is the person who did it, if somebody else.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        FAILED = "failed", _("wrong password")
        BLOCKED = "blocked", _("refused after too many tries")
        SECOND_FAILED = "second_failed", _("wrong code of the second step")
        CODE_USED = "code_used", _("used a recovery code")
        SIGNED_OUT = "signed_out", _("signed out")
        PASSWORD_CHANGED = "password_changed", _("changed the password")
        RESET_ASKED = "reset_asked", _("was mailed a link to set a new password")
        PASSWORD_RESET = "password_reset", _("set a password by a mailed link")
        SECOND_ON = "second_on", _("turned two-step sign-in on")
        SECOND_OFF = "second_off", _("turned two-step sign-in off")
        PASSKEY_ADDED = "passkey_added", _("added a passkey")
        PASSKEY_REMOVED = "passkey_removed", _("removed a passkey")
        PASSKEY_FAILED = "passkey_failed", _("used a passkey that did not fit")
        CONNECTED = "connected", _("connected the single sign-on")
        DISCONNECTED = "disconnected", _("disconnected the single sign-on")
        CODES_RENEWED = "codes_renewed", _("made new recovery codes")
        SESSIONS_ENDED = "sessions_ended", _("signed out everywhere")

    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    happened_at = models.DateTimeField(_("happened at"), db_index=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    browser = models.CharField(_("browser"), max_length=64, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("sign-in event")
        verbose_name_plural = _("sign-in events")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "kind"], name="sign_in_event_of_person")]

    def __str__(self):
        return f"{self.person}: {self.get_kind_display()}"


class SupportView(models.Model):
    """An administrator sees the portal as another person sees it, read only, with their consent (decision 0091).

    The consent holds for `minutes` from `consented_at`, and only while the session in which it was given lasts.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        CONSENTED = "consented", _("consented to")
        RUNNING = "running", _("running")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    class Ending(models.TextChoices):
        PERSON = "person", _("by the person")
        ADMINISTRATOR = "administrator", _("by the administrator")
        TIME = "time", _("its time was over")
        SIGNED_OUT = "signed_out", _("a session ended")
        ACCOUNT = "account", _("a password, an account or a role was changed")

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    administrator = models.ForeignKey(User, models.CASCADE, related_name="+")
    reason = models.TextField(_("reason"), max_length=500)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    lapses_at = models.DateTimeField(_("lapses at"))
    consented_at = models.DateTimeField(_("consented at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    session = models.ForeignKey(UserSession, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ending = models.CharField(_("how it ended"), max_length=15, choices=Ending, blank=True)

    class Meta:
        verbose_name = _("view by support")
        verbose_name_plural = _("views by support")
        ordering = ["-pk"]
        constraints = [
            iff_state(["refused", "ended"], "ended_at", name="support_view_ended_with_moment"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=60), name="support_view_an_hour_at_most"),
            models.CheckConstraint(condition=~Q(person=F("administrator")), name="support_view_of_another"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "refused", "ended"])
                | Q(consented_at__isnull=False, ends_at__isnull=False),
                name="support_view_with_consent",
            ),
        ]

    def __str__(self):
        return f"{self.administrator}: {self.person}"
