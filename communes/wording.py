"""The messages of this app's problems and services."""

from django.utils.translation import gettext_lazy as _

from communes.models import Extension, HandOff
from kernel.wording import register_facts, register_problems, register_verbs
from notifications.wording import Kind, describe_messages, register_messages

register_problems(
    {
        "commune_incomplete": _("Row %(where)s: a unit needs its official code and its name."),
        "commune_code_twice": _("Row %(where)s: the code %(code)s stands twice."),
        "commune_kind_unknown": _("Row %(where)s: “%(kind)s” is not a kind of unit."),
        "commune_population_malformed": _(
            "Row %(where)s: “%(population)s” is not a number of people: whole, above 0, with points between thousands."
        ),
        "commune_predecessors_malformed": _(
            "Row %(where)s: at most %(count)s former units, with semicolons between them, each of at most "
            "%(letters)s letters."
        ),
        "aimed_level_missing": _("Choose the level you aim at (Article 3.2a)."),
        "plan_missing": _("Attach the plan for the year (Article 3.2a)."),
        "quota_exceeded": _(
            "“%(where)s” (%(size)s) does not fit: %(used)s of the unit's %(quota)s for this year are taken. "
            "Remove files that prove nothing, or make this one smaller."
        ),
        "registration_already_sent": _("The registration was sent already."),
        "registration_too_late": _(
            "Registration closed at 23:59 on %(last)s (it must be sent before %(before)s) (Article 3.2a). "
            "Ask the Department of Home Affairs for an extension, or send it late with the reason."
        ),
        "registration_sent_again": _("The commune has sent its registration again; read it before you decide."),
        "registration_not_waiting": _("This registration is not waiting for a decision."),
        "registration_decided_already": _("%(who)s has decided already: %(state)s."),
        "registration_not_withdrawable": _("Only a registration that was sent or returned can be withdrawn."),
        "registration_not_late": _("There is still time: send the registration in the usual way."),
        "registration_after_dossier": _(
            "The dossiers closed at 23:59 on %(last)s: it is too late to register for the year."
        ),
        "late_reason_missing": _("Say why the registration comes late; the department decides on it."),
        "completion_awaited": _("The commune may still complete its registration, until 23:59 on %(last)s."),
        "registration_not_late_or_incomplete": _("This registration is neither late nor incomplete."),
        "admission_reason_missing": _("Give the reason of your decision; it stays on record."),
        "reminder_not_due": _("%(commune)s needs no reminder now."),
        "reminded_already": _("%(commune)s was reminded today already."),
        "nobody_to_remind": _("%(commune)s has nobody with an account to remind."),
        "return_note_missing": _("Say what the commune should mend."),
        "cycle_day_of_another_year": _("The days of %(year)s lie in that year (Article 3)."),
        "cycle_dates_backwards": _(
            "The dates go backwards: registration, then the dossier, then the report (Article 3)."
        ),
        "cycle_days_without_decision": _(
            "Other days than those of the decision (15/02, 01/12, 31/12) need the number and date of the decision that "
            "sets them."
        ),
        "cycle_days_decision_ahead": _("The date of the decision on the days lies in the future."),
        "cycle_days_of_the_decree": _("The days of this year are the decree's own: there is no decision to correct."),
        "cycle_days_decision_without_reason": _("Say why the decision on record is corrected."),
        "handed_over_already": _("It lies before the head of the commune already."),
        "nothing_handed_over": _("Nothing lies before the head of the commune."),
        "hand_off_note_missing": _("Say what is to be done."),
        "extension_reason_missing": _("Give the reason of the extension; it stays on record."),
        "extension_not_needed": _("Nothing is to be sent at this step: no more time is needed."),
        "extension_asked_already": _("More time is asked for already; the department has still to decide."),
        "extension_not_asked": _("No more time is asked for."),
        "extension_refusal_without_note": _("Say why no more time is given."),
        "extension_not_later": _("The new deadline must be later than the present one (before %(before)s)."),
        "extension_not_ahead": _("The new deadline must lie ahead of today."),
        "extension_after_dossier": _(
            "Registration cannot stay open beyond the day of the dossiers (before %(before)s)."
        ),
        "extension_after_report": _(
            "The appraisal is reported before %(before)s; an extension cannot go beyond (Article 3.1b)."
        ),
    }
)

register_facts("subject", dict(HandOff.Subject.choices), "communes.hand_over", "communes.return_hand_off")
register_facts(
    "step",
    dict(Extension.Step.choices),
    *("communes.grant_extension", "communes.ask_extension", "communes.refuse_extension"),
)

register_verbs(
    {
        "communes.load_communes": _("loaded %(count)s units"),
        "communes.correct_days_decision": _(
            "recorded decision %(decision)s of %(day)s on the days in the place of %(former)s: %(reason)s"
        ),
        "communes.save_registration_draft": _("prepared the registration"),
        "communes.submit_registration": _("sent the registration, aiming at Level %(aimed_level)s"),
        "communes.submit_registration_late": _("sent the registration late: %(reason)s"),
        "communes.accept_registration": _("received the registration"),
        "communes.return_registration": _("sent the registration back for completion by %(last)s: %(note)s"),
        "communes.admit_registration": _("admitted the registration: %(reason)s"),
        "communes.refuse_registration": _("did not admit the registration: %(reason)s"),
        "communes.remind_registration": _("sent a reminder to register"),
        "communes.withdraw_registration": _("withdrew the registration"),
        "communes.ask_extension": _("asked for more time (%(step)s): %(reason)s"),
        "communes.refuse_extension": _("gave no more time (%(step)s): %(note)s"),
        "communes.hand_over": _("laid the %(subject)s before the head: %(message)s"),
        "communes.return_hand_off": _("sent the %(subject)s back to the clerk: %(note)s"),
        "communes.grant_extension": _("extended the deadline to before %(before)s: %(reason)s"),
    }
)

register_messages(
    {
        "communes.registration_sent": _("%(commune)s has registered for %(year)s; confirm that you have received it."),
        "communes.registration_sent_late": _("%(commune)s has sent its registration for %(year)s late: decide on it."),
        "communes.registration_accepted": _("The registration of %(commune)s for %(year)s is received."),
        "communes.registration_refused": _("The registration of %(commune)s for %(year)s is not admitted: %(note)s"),
        "communes.registration_withdrawn": _("%(commune)s has withdrawn its registration for %(year)s."),
        "communes.registration_accepted_with_note": _(
            "The registration of %(commune)s for %(year)s is received, with a note: %(note)s"
        ),
        "communes.registration_returned": _(
            "The registration of %(commune)s for %(year)s is to be completed by 23:59 on %(last)s: %(note)s"
        ),
        "communes.registration_reminded": _(
            "%(commune)s has not registered for %(year)s yet: the deadline is 23:59 on %(last)s."
        ),
        "communes.extension_asked": _("%(commune)s asks for more time (%(step)s, %(year)s): %(reason)s"),
        "communes.extension_refused": _("No more time was given to %(commune)s (%(step)s, %(year)s): %(note)s"),
        "communes.handed_over": _("%(who)s lays the %(subject)s of %(commune)s for %(year)s before you: %(message)s"),
        "communes.hand_off_returned": _(
            "The head sent the %(subject)s of %(commune)s for %(year)s back to you: %(note)s"
        ),
        "communes.extension_granted": _("%(commune)s has more time: the new deadline is before %(before)s."),
    }
)

describe_messages(
    {
        "communes.registration_sent": Kind(
            _("New registrations"), "department officers", "a unit sends its registration"
        ),
        "communes.registration_sent_late": Kind(
            _("New registrations"), "department officers", "a unit sends its registration late"
        ),
        "communes.registration_accepted": Kind(
            _("Answers to your registration"), "the unit's people", "the department receives its registration"
        ),
        "communes.registration_accepted_with_note": Kind(
            _("Answers to your registration"),
            "the unit's people",
            "the department receives its registration with a note, or admits it",
        ),
        "communes.registration_refused": Kind(
            _("Answers to your registration"),
            "the unit's people",
            "the department does not admit its late or incomplete registration",
            urgent=True,
        ),
        "communes.registration_returned": Kind(
            _("Answers to your registration"),
            "the unit's people",
            "the department sends its registration back for completion",
            urgent=True,
        ),
        "communes.registration_withdrawn": Kind(
            _("Withdrawn registrations"), "department officers", "a unit takes its registration back"
        ),
        "communes.registration_reminded": Kind(
            _("Deadlines"),
            "the unit's people",
            "it has not registered: so many days before the last day, or when the department reminds it",
            urgent=True,
        ),
        "communes.extension_asked": Kind(
            _("Requests for extensions"), "department officers", "a unit asks for more time", urgent=True
        ),
        "communes.extension_refused": Kind(
            _("Deadlines"), "the unit's people", "the department does not give the time that was asked for", urgent=True
        ),
        "communes.handed_over": Kind(
            _("Laid before you"),
            "the unit's heads",
            "the unit's clerk lays the registration or dossier before them",
            urgent=True,
        ),
        "communes.hand_off_returned": Kind(
            _("Sent back to you"), "the unit's clerks", "the head sends the registration or dossier back", urgent=True
        ),
        "communes.extension_granted": Kind(_("Deadlines"), "the unit's people", "the department grants it more time"),
    }
)
