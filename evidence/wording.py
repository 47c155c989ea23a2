"""The messages of this app's problems and services."""

from django.utils.translation import gettext_lazy as _

from evidence.models import Hint
from kernel.wording import register_facts, register_problems, register_verbs
from notifications.wording import Kind, describe_messages, register_messages
from scoring.models import SelfAssessment

register_problems(
    {
        "total_changed_meanwhile": _(
            "A score was changed since you opened this page: the total is now %(total)s. Look at it, then send again."
        ),
        "remark_missing": _("Say what is to be changed."),
        "remark_resolved_already": _("The remark is resolved already."),
        "part_missing": _("The signed copy is missing: %(part)s."),
        "evidence_infected": _("%(where)s: “%(file)s” carries a virus. Remove it and send a clean copy."),
        "part_infected": _("%(part)s: the signed copy carries a virus. Send a clean one in its place."),
        "evidence_missing": _("%(where)s earns points but has no evidence."),
        "survey_summary_missing": _("No citizen survey on %(where)s was opened this year, so there is no summary."),
        "evidence_twice": _("“%(where)s” is already here as “%(name)s”; it was not added a second time."),
        "uploads_too_many": _(
            "Too many uploads are unfinished (%(count)s). Finish or discard some of them, then send “%(where)s” again."
        ),
        "upload_gone": _("The partial upload has expired. Choose the file again."),
        "upload_moved": _("Another tab is sending the same file."),
        "upload_too_long": _("The upload was larger than declared. Choose the file again."),
        "upload_damaged": _("“%(where)s” did not arrive as it was sent. Choose the file again."),
        "hint_without_reason": _("Say why this hint does not matter."),
        "hint_dismissed_already": _("Somebody has dismissed this hint already."),
        "link_not_web": _("Give the whole address of a public page: it begins with http:// or https://."),
        "link_with_name": _("The address holds a name before its host. Give the plain address of the page."),
        "document_in_the_future": _("The date of the document lies in the future."),
        "paper_in_the_future": _("%(part)s: its date lies in the future."),
        "paper_of_another_year": _("%(part)s: its date is not in %(year)s."),
        "link_seen_later": _("The page cannot have been seen later than now."),
        "evidence_of_the_dossier": _(
            "“%(where)s” belongs to the dossier as it was sent; only what you add in answer can be changed."
        ),
        "inquiry_over": _("The time to answer is over; the dossier is with the appraisal team."),
        "question_unanswered": _("%(where)s has neither an answer nor a file."),
        "dossier_is_whole": _("The dossier lacks nothing and its time still runs: send it the ordinary way."),
        "dossier_is_empty": _("Nothing is in the dossier yet: neither a score nor a signed paper."),
        "former_dossier_counts": _(
            "The time is over. The dossier that you had sent before counts as sent in time (by the portal's rule)."
        ),
        "dossier_after_report": _(
            "The appraisal is to be reported by 23:59 on %(last)s: nothing can come in any more (Article 3.1b)."
        ),
        "dossier_reason_missing": _("Give the reason."),
        "dossier_not_waiting": _("The dossier does not wait for a decision."),
        "dossier_completion_awaited": _("The commune may complete the dossier until 23:59 on %(last)s."),
        "dossier_not_to_take_back": _("The appraisal has begun, or nothing was sent: nothing can be taken back."),
        "take_back_too_late": _(
            "The time to send the dossier was over at 23:59 on %(last)s: it stands as it was sent (Article 3.2b)."
        ),
        "dossier_not_over": _("The commune's time still runs: give days to complete it, or let it count."),
        "paper_locked": _("The dossier was sent; its papers can no longer be changed (Article 3.2b)."),
        "paper_changed_meanwhile": _(
            "This paper was changed since you opened it, by somebody or in another window. "
            "What you typed is still here: open the paper in a second tab, compare, then save again."
        ),
    }
)

register_facts("hint", dict(Hint.Kind.choices), "evidence.dismiss_hint")

register_verbs(
    {
        "evidence.add_evidence": _("added %(file)s to %(criterion)s"),
        "evidence.quarantine_evidence": _("%(file)s was put in quarantine: the virus scanner found %(signature)s"),
        "evidence.remove_evidence": _("removed %(file)s from %(criterion)s"),
        "evidence.restore_evidence": _("put %(file)s back to %(criterion)s"),
        "evidence.move_evidence": _("moved %(file)s in %(criterion)s"),
        "evidence.describe_evidence": _("described %(file)s in %(criterion)s: %(cited)s"),
        "evidence.delete_removed": _("deleted %(count)s files that were removed before %(before)s"),
        "evidence.delete_expired": _("deleted %(count)s files of evidence whose time of retention is over"),
        "evidence.look_for_hints": _("noted hints on %(file)s: %(hints)s"),
        "evidence.dismiss_hint": _("dismissed a hint on %(file)s in %(criterion)s (%(hint)s): %(reason)s"),
        "evidence.add_link": _("added the page %(address)s to %(criterion)s"),
        "evidence.write_answer": _("wrote an answer on %(criterion)s"),
        "evidence.send_answers": _("answered the team's inquiry no. %(number)s: %(answered)s of %(asked)s questions"),
        "evidence.end_inquiry": _(
            "the time for inquiry no. %(number)s is over: %(answered)s of %(asked)s questions answered"
        ),
        "evidence.upload_signed": _("uploaded the signed copy %(file)s"),
        "evidence.submit_dossier": _("sent the dossier with %(total)s points, receipt %(receipt)s"),
        "evidence.send_as_it_stands": _("sent the dossier as it stands (%(shortcoming)s): %(reason)s"),
        "evidence.take_in_dossier": _("let the dossier count, receipt %(receipt)s: %(reason)s"),
        "evidence.return_dossier": _("gave days to complete the dossier, before %(before)s: %(reason)s"),
        "evidence.refuse_dossier": _("did not admit the dossier: %(reason)s"),
        "evidence.count_former_dossier": _(
            "no other was sent in time: the dossier counts as it had been sent, %(total)s points, receipt %(receipt)s"
        ),
        "evidence.former_dossier_waits": _("no other was sent in time: the dossier waits for a decision as before"),
        "evidence.take_back_dossier": _("took the dossier back, receipt %(receipt)s: %(reason)s"),
        "evidence.remark_on_criterion": _("remarked on %(criterion)s: %(text)s"),
        "evidence.settle_remark": _("resolved the remark on %(criterion)s: %(text)s"),
        "evidence.remind_dossier": _("sent a reminder to send the dossier"),
        "evidence.edit_paper": _("edited a paper of the dossier: %(paper)s"),
        "evidence.begin_part": _("began %(paper)s"),
        "evidence.request_rendering": _("asked for the PDF of %(paper)s"),
        "evidence.render_part": _("made the PDF of %(paper)s"),
        "evidence.request_book": _("asked for the dossier as one book"),
        "evidence.bind_book": _("bound the dossier as one book of %(pages)s pages"),
    }
)

register_facts("shortcoming", dict(SelfAssessment.Shortcoming.choices), "evidence.send_as_it_stands")

register_messages(
    {
        "evidence.dossier_taken_back": _("%(commune)s took its dossier for %(year)s back to amend it: %(reason)s"),
        "evidence.dossier_received": _(
            "The dossier of %(commune)s for %(year)s was received: receipt %(receipt)s, %(total)s points, "
            "%(files)s files."
        ),
        "evidence.dossier_to_decide": _(
            "The dossier of %(commune)s for %(year)s came late or incomplete and waits for a decision."
        ),
        "evidence.former_dossier_counts": _(
            "%(commune)s sent no other dossier for %(year)s in time: the one sent before counts, receipt %(receipt)s."
        ),
        "evidence.dossier_submitted": _("The Department let the dossier of %(commune)s for %(year)s count: %(reason)s"),
        "evidence.dossier_returned": _(
            "The dossier of %(commune)s for %(year)s is to be completed by 23:59 on %(last)s: %(reason)s"
        ),
        "evidence.dossier_refused": _("The dossier of %(commune)s for %(year)s was not admitted: %(reason)s"),
        "evidence.file_quarantined": _(
            "“%(file)s” was put in quarantine: the virus scanner found %(signature)s. "
            "Nobody can open it; send a clean copy in its place."
        ),
        "evidence.supplement_sent": _(
            "The appraisal team asks %(commune)s for supplements on %(asked)s criteria (request no. %(number)s, "
            "%(year)s): answer by 23:59 on %(last)s."
        ),
        "evidence.explanation_sent": _(
            "The provisional points of %(commune)s for %(year)s can be read; "
            "your explanation on %(asked)s criteria is awaited by 23:59 on %(last)s."
        ),
        "evidence.supplement_reminded": _(
            "The supplements that the appraisal team asked of %(commune)s (request no. %(number)s, %(year)s) have not "
            "been sent yet: the deadline is 23:59 on %(last)s."
        ),
        "evidence.explanation_reminded": _(
            "The explanation of %(commune)s on its provisional points for %(year)s has not been sent yet: "
            "the deadline is 23:59 on %(last)s."
        ),
        "evidence.supplement_ended": _(
            "%(commune)s answered %(answered)s of %(asked)s questions (request no. %(number)s, %(year)s)."
        ),
        "evidence.explanation_ended": _(
            "%(commune)s explained %(answered)s of %(asked)s criteria; each explanation needs a reply (%(year)s)."
        ),
        "evidence.explanation_replied": _(
            "The appraisal team has replied to the explanations of %(commune)s for %(year)s."
        ),
        "evidence.dossier_sent": _("The dossier of %(commune)s for %(year)s has come in, receipt %(receipt)s."),
        "evidence.dossier_reminded": _(
            "The dossier of %(commune)s for %(year)s has not come yet: the deadline is 23:59 on %(last)s."
        ),
    }
)

describe_messages(
    {
        "evidence.supplement_sent": Kind(
            _("Questions of the team"), "the unit's people", "the team asks for supplements", urgent=True
        ),
        "evidence.explanation_sent": Kind(
            _("Questions of the team"), "the unit's people", "provisional points can be explained", urgent=True
        ),
        "evidence.supplement_ended": Kind(
            _("Answers of communes"), "who asked", "the unit sends its supplements, or their time is over"
        ),
        "evidence.explanation_ended": Kind(
            _("Answers of communes"), "who asked", "the unit sends its explanation, or its time is over"
        ),
        "evidence.explanation_replied": Kind(
            _("Questions of the team"), "the unit's people", "the team has replied to every explanation"
        ),
        "evidence.supplement_reminded": Kind(
            _("Deadlines"),
            "the unit's people",
            "supplements asked for have not come: so many days before the last day",
            urgent=True,
        ),
        "evidence.explanation_reminded": Kind(
            _("Deadlines"),
            "the unit's people",
            "its explanation has not come: so many days before the last day",
            urgent=True,
        ),
        "evidence.file_quarantined": Kind(
            _("Files with a virus"),
            "the unit's people",
            "the scanner finds a virus in a file of its evidence",
            urgent=True,
        ),
        "evidence.dossier_taken_back": Kind(
            _("New dossiers"),
            "department officers, team leads",
            "a unit takes its dossier back to amend it",
            urgent=True,
        ),
        "evidence.dossier_received": Kind(
            _("Receipts"), "the unit's people", "its dossier is sent: the receipt", urgent=True
        ),
        "evidence.dossier_to_decide": Kind(
            _("New dossiers"), "department officers", "a dossier comes late or incomplete", urgent=True
        ),
        "evidence.former_dossier_counts": Kind(
            _("New dossiers"),
            "the unit's people, department officers",
            "a dossier was opened again and not sent again in time: the one sent before counts",
        ),
        "evidence.dossier_submitted": Kind(
            _("Decision on the dossier"), "the unit's people", "a late or incomplete dossier is let count"
        ),
        "evidence.dossier_returned": Kind(
            _("Decision on the dossier"), "the unit's people", "days are given to complete a dossier", urgent=True
        ),
        "evidence.dossier_refused": Kind(
            _("Decision on the dossier"), "the unit's people", "a dossier is not admitted", urgent=True
        ),
        "evidence.dossier_sent": Kind(_("New dossiers"), "department officers", "a unit sends its dossier"),
        "evidence.dossier_reminded": Kind(
            _("Deadlines"),
            "the unit's people",
            "its dossier has not come: so many days before the last day, or when the department reminds it",
            urgent=True,
        ),
    }
)
