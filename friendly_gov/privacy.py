"""The register of personal data: what is stored about whom, what for and how long; a public page and docs/privacy.md.

`fields` are the columns that hold it; a test compares them with the models, so that no new one is left out.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kernel.access import public
from kernel.problems import StrOrPromise


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One kind of personal data."""

    data: StrOrPromise
    whose: StrOrPromise
    purpose: StrOrPromise
    kept: StrOrPromise
    fields: tuple[str, ...] = ()


_USERS, _OFFICIALS, _CITIZENS = _("people who sign in"), _("officials"), _("citizens and officials")
_ACCOUNT = _("until the account is erased")
_WITH_DOSSIER = _("as long as the dossier is kept by the law on archives; the portal's files %(years)s years")

REGISTER = (
    PersonalData(
        _("full name, official mail address, role, unit, recusals"),
        _USERS,
        _("to give rights, and to say who did what in the assessment"),
        _("while there is a role; afterwards it can be made anonymous"),
        (
            *("accounts.User.email", "accounts.User.full_name", "account.EmailAddress.email"),
            *("account.EmailAddress.user", "accounts.Membership.user", "accounts.GrantRequest.person"),
            *("accounts.Recusal.user", "appraisal.TeamMember.person", "results.PlanTask.responsible"),
        ),
    ),
    PersonalData(
        _("password (as a hash), secrets of the second step (encrypted), passkeys, connection to the single sign-on"),
        _USERS,
        _("to verify who signs in"),
        _("until changed, turned off, or the account is erased"),
        ("mfa.Authenticator.user", "socialaccount.SocialAccount.user", "tokens.Token.owner"),
    ),
    PersonalData(
        _("where one is signed in: moment, IP address, browser"),
        _USERS,
        _("so that people can sign out on other devices"),
        _("until the session ends (12 hours at most)"),
        ("usersessions.UserSession.ip", "usersessions.UserSession.user", "usersessions.UserSession.user_agent"),
    ),
    PersonalData(
        _("sign-ins: moment, IP address, a random number of the browser"),
        _USERS,
        _("to notice access by others"),
        _("%(days)s days"),
        ("accounts.SignInEvent.address", "accounts.SignInEvent.browser", "accounts.SignInEvent.person"),
    ),
    PersonalData(
        _("views by support: who asked to see the portal as whom, why, from when to when"),
        _USERS,
        _("so that administrators help only with consent, and everybody sees who looked"),
        _("%(days)s days"),
        ("accounts.SupportView.person", "accounts.SupportView.administrator"),
    ),
    PersonalData(
        _("messages and mails of the portal, and what one wants to be notified of"),
        _USERS,
        _("to tell of dates and results"),
        _ACCOUNT,
        (
            *("notifications.Mailing.address", "notifications.Mailing.person", "notifications.Message.person"),
            *("notifications.Preference.person", "notifications.Reminder.person"),
        ),
    ),
    PersonalData(
        _("files under way: forms just sent, unfinished uploads, tables asked for"),
        _USERS,
        _("so that nothing is done twice and nothing is lost"),
        _("a few days"),
        ("accounts.SentForm.person", "evidence.PartialUpload.owner", "documents.Export.owner"),
    ),
    PersonalData(
        _("who did what and when: on the trail and beside every record, by the account's number"),
        _USERS,
        _("so that the assessment is public and can be verified (principles of Decision 5049/QĐ-UBND)"),
        _("not deleted: the trail is chained; once the account is erased only its number is left"),
        ("audit.Entry.actor",),
    ),
    PersonalData(
        _("changes of an account: former and new name and roles"),
        _USERS,
        _("to verify who was given which right"),
        _ACCOUNT,
        ("auditlog.LogEntry.actor", "auditlog.LogEntry.actor_email", "auditlog.LogEntry.remote_addr"),
    ),
    PersonalData(
        _("names of who signs papers and of who takes part, on minutes and decisions"),
        _OFFICIALS,
        _("records of administration"),
        _WITH_DOSSIER,
        ("evidence.DossierPart.signer_name", "papers.Draft.signer_name"),
    ),
    PersonalData(
        _("evidence: papers and photos may show names, faces, places"),
        _CITIZENS,
        _("to prove points"),
        _WITH_DOSSIER,
    ),
    PersonalData(
        _("answers to surveys: counted, not connected with a person"),
        _CITIZENS,
        _("the rate of satisfaction"),
        _("answers %(survey_years)s years; counts stay"),
    ),
    PersonalData(
        _("names in the documents of a breach"),
        _CITIZENS,
        _("to examine the breach; never published"),
        _WITH_DOSSIER,
    ),
)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A kind of personal data as a table shows it, with the periods of the settings."""

    data: str
    whose: str
    purpose: str
    kept: str


def register_rows() -> list[RegisterRow]:
    """The register in the language of the moment."""
    periods = {
        "years": settings.RETENTION_YEARS,
        "days": settings.SIGN_IN_TRACE_DAYS,
        "survey_years": settings.SURVEY_ANSWERS_YEARS,
    }
    return [RegisterRow(str(one.data), str(one.whose), str(one.purpose), str(one.kept) % periods) for one in REGISTER]


@require_safe
@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal stores about people, for everybody to read."""
    return render(request, "friendly_gov/privacy.html", {"rows": register_rows()})
