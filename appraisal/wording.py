"""The messages of this app's problems and services."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appraisal.models import Breach, VisitItem
from documents.numbers import CountWords
from evidence.models import Question
from kernel.wording import register_facts, register_problems, register_verbs
from notifications.wording import Kind, describe_messages, register_messages

register_problems(
    {
        "team_not_founded": _(
            "The team appraises only once the city's decision that founds it is on record (Article 3.1b); still "
            "missing: %(missing)s."
        ),
        "founding_in_the_future": _("The date of the founding decision lies in the future."),
        "founding_of_another_year": _("The team is founded for the year: the decision is dated in %(year)s."),
        "founding_after_appraisal": _(
            "The team was given its first dossier on %(day)s: it was founded on that day or before."
        ),
        "founding_stays": _("The founding decision is on record: it can be corrected, not taken away."),
        "minutes_before_the_appraisal": _(
            "The dossier was given to the appraiser on %(day)s: the meeting was held on that day or after."
        ),
        "dossier_not_sent": _("The dossier of %(where)s has not been sent."),
        "review_completed_already": _("The review of %(where)s is complete; it cannot be given to somebody else."),
        "visit_criterion_noted": _("%(where)s stays on the list: something was noted or photographed there."),
        "member_of_another_year": _("That member belongs to the team of another year."),
        "member_of_that_commune": _("%(who)s works for that commune and cannot appraise it."),
        "member_recused": _("%(who)s keeps out of the appraisal of that commune."),
        "member_has_reviews": _("%(who)s still has reviews; give them to somebody else first."),
        "person_is_no_lead": _("%(who)s does not have the role of team lead."),
        "person_is_no_appraiser": _("%(who)s does not have the role of appraiser."),
        "review_locked": _("The review can no longer change: %(state)s."),
        "dossier_not_closable": _("The dossier cannot be closed without appraisal: %(state)s."),
        "dossier_not_closed": _("The dossier is not closed without appraisal."),
        "closing_without_justification": _("Say on what ground."),
        "difference_without_comment": _("Say why the points differ from the self-score (section I.2)."),
        "exception_not_claimed": _(
            "The commune did not claim that this content does not apply (by the portal's rule)."
        ),
        "rejection_without_comment": _(
            "Say why the claim that this content does not apply is rejected (by the portal's rule)."
        ),
        "criterion_not_reviewed": _("%(where)s has not been appraised yet."),
        "coverage_of_a_stranger": _("Only members of this year's team can cover a group."),
        "coverage_unknown_group": _("The year's table has no group %(where)s."),
        "two_reviews_unknown": _("The year's table has no criterion %(where)s."),
        "two_reviews_begun": _("The appraisal of this year has begun; what is reviewed twice can no longer change."),
        "both_reviews_of_one": _("%(who)s has the other review of that dossier already."),
        "lead_reviews_what_is_settled": _("%(who)s leads the team and settles what differs: give it to somebody else."),
        "nothing_reviewed_twice": _("Nothing of the dossier of %(where)s is reviewed by a second person."),
        "second_review_completed_already": _("The second review of %(where)s is complete; it stays with who made it."),
        "criterion_reviewed_twice": _("%(where)s is reviewed by two people; each gives points at the desk."),
        "criterion_not_reviewed_twice": _("%(where)s is not among the criteria that you review as one of two."),
        "independent_scores_completed_already": _(
            "You have completed your independent review; its points can no longer change."
        ),
        "independent_scores_not_complete": _(
            "%(where)s can be settled only when both independent reviews are complete."
        ),
        "judge_in_own_cause": _("Who reviewed a criterion does not settle the difference on it."),
        "lead_changes_what_two_reviewed": _(
            "Two people reviewed %(where)s: only the lead changes its points. Your reply may keep them."
        ),
        "settlement_without_justification": _("Say on what ground %(where)s is settled so (section I.2)."),
        "review_not_completed": _("The review is not waiting for the lead: %(state)s."),
        "send_back_reason_missing": _("Say what the appraiser should look at again."),
        "inquiry_out": _("The dossier is with the commune until 23:59 on %(last)s."),
        "letter_not_sent": _("There are unsent questions for the commune: send or withdraw them."),
        "commune_not_heard": _("The commune has not been heard on the provisional points."),
        "explanation_unreplied": _("The explanation on %(where)s waits for a reply."),
        "nothing_asked": _("Say what is wanted of %(where)s."),
        "rounds_used_up": _("No further request: the year allows %(count)s."),
        "letter_sent_already": _("The letter is sent; its questions stay."),
        "nothing_collected": _("No question for the commune has been added yet."),
        "window_over_already": _("That day has come already: choose a later one."),
        "visit_beyond_report": _(
            "The appraisal is reported before %(before)s (Article 3.1b): choose a day until %(last)s."
        ),
        "window_beyond_report": _("The commune must answer before the report is due: choose %(before)s at the latest."),
        "commune_heard_already": _("The commune has been heard already."),
        "nothing_to_explain": _("No points differ from the commune's own."),
        "explanation_awaited": _("The explanation is not here yet."),
        "explanation_replied_already": _("This explanation has its reply."),
        "reply_missing": _("Say why the points stay or change."),
        "minutes_too_early": _("The minutes are written when the review is complete: %(state)s."),
        "minutes_signed_already": _("The signed minutes are in their place; they can no longer be changed."),
        "minutes_in_the_future": _("That day lies in the future."),
        "minutes_end_too_early": _("The meeting ends after it begins."),
        "chair_not_present": _("%(who)s is not among those present."),
        "minutes_missing": _("Write the minutes first."),
        "review_not_reconciled_yet": _("The review is not confirmed: %(state)s."),
        "reopening_without_reason": _("Say why the review is opened again."),
        "breach_facts_missing": _("A breach needs its facts and the document that tells of it (section I.2)."),
        "breach_in_the_future": _("The day of the occurrence lies in the future."),
        "breach_of_another_year": _(
            "The year %(year)s is judged by what occurred in it (section I.2). Record what occurred in %(other)s "
            "on that year."
        ),
        "breach_lacks_late_within_competence": _(
            "Name the document which shows that late handling of cases within the unit's competence led to it."
        ),
        "breach_lacks_collective_or_civil_servant": _(
            "Name the document which shows that it is a collective, a cadre or a civil servant."
        ),
        "breach_lacks_citizens_business": _(
            "Name the document which shows the link to handling citizens' business. Discipline without that link costs "
            "points of III.2.6 alone."
        ),
        "breach_lacks_reprimand_or_prosecution": _(
            "Name the document of the discipline from reprimand upwards, or of the criminal prosecution."
        ),
        "breach_without_decision_day": _("Give the date of the decision on discipline or prosecution."),
        "breach_decided_in_the_future": _("The date of the discipline or prosecution lies in the future."),
        "breach_decided_before_the_act": _("The discipline or prosecution cannot come before the act."),
        "breach_year_without_justification": _(
            "The act was in %(acted)s, the decision in %(decided)s: say why the breach counts for this year."
        ),
        "breach_not_confirmed_yet": _("Only a confirmed breach can be set aside; this one is: %(state)s."),
        "reversal_incomplete": _("Give the number and issuer of the decision, and its justification."),
        "reversal_in_the_future": _("The date of the decision lies in the future."),
        "reversal_correction_without_reason": _("Say why the decision on record is corrected."),
        "reversal_after_what_followed": _("What followed from the decision is dated %(first)s: it cannot be later."),
        "reversal_before_the_breach": _("The decision cannot be older than the confirmation of the breach."),
        "breach_settled_already": _("%(who)s has decided already: %(state)s."),
        "breach_answer_awaited": _(
            "The commune may answer until the end of %(last)s; until then, or until its answer, nothing is confirmed."
        ),
        "breach_answer_after_decision": _("The team has decided already: %(state)s."),
        "breach_answered_already": _("The commune has answered already."),
        "breach_answer_too_late": _("The days for an answer ended on %(last)s."),
        "breach_answer_empty": _("Write what the commune has to say."),
        "breach_withdrawn_without_reason": _("Give the reason for withdrawing the breach."),
        "breach_dismissed_already": _("The breach was dismissed; nothing about it changes any more."),
        "member_has_visits": _("%(who)s has visited a commune, or is to; the record names who goes and went."),
        "visit_after_review": _("The review is confirmed; no visit can follow it."),
        "visit_in_the_past": _("The day of the visit has gone by."),
        "visit_without_members": _("Choose who goes."),
        "visit_without_criteria": _("Choose at least one criterion to look at."),
        "visitor_recused": _("%(who)s is recused from that commune, or works there."),
        "visit_locked": _("The visit can no longer change: %(state)s."),
        "visit_item_changed": _("%(who)s has noted this meanwhile: %(what)s. Yours is not saved yet."),
        "visit_not_yet": _("The day of the visit has not come."),
        "visit_nothing_seen": _("Nothing is noted of any criterion yet."),
        "visit_item_without_remark": _("%(where)s: say what is missing."),
        "visit_photo_is_no_picture": _("%(where)s is not a picture."),
        "visit_reason_missing": _("Say why the visit does not take place."),
        "visit_item_changed_in_own_window": _(
            "You noted this in another window: %(what)s. What you typed here is not saved yet."
        ),
        "visit_remarks_changed": _(
            "The remarks were changed meanwhile, by somebody or in another window; load the page again."
        ),
        "dismissal_justification_missing": _("Say why this is not a breach."),
        "workbook_review_unknown": _(
            "No dossier of a commune with the code “%(commune)s” is assigned to you this year."
        ),
    }
)

for _place in ("before", "after"):
    register_facts(_place, dict(VisitItem.Seen.choices), "appraisal.note_visit_item")
register_facts("outcome", dict(Question.Outcome.choices), "appraisal.reply_to_explanation")
register_facts("kind", dict(Breach.Kind.choices), "appraisal.record_breach", "appraisal.confirm_breach")


def _with_files(number: int) -> str:
    return ngettext("with %(number)s file", "with %(number)s files", number) % {"number": number}


def _photos(number: int) -> str:
    return ngettext("%(number)s photo", "%(number)s photos", number) % {"number": number}


register_facts("files", CountWords(_("without a file"), _with_files), "appraisal.answer_breach")
register_facts("photos", CountWords(_("without a photo"), _photos), "appraisal.finish_visit")

register_verbs(
    {
        "appraisal.form_team": _("set up the appraisal team: %(count)s people, led by %(lead)s"),
        "appraisal.found_team": _("recorded the team's founding decision %(decision)s of %(dated)s"),
        "appraisal.set_review_aside": _("the table was corrected by decision %(decision)s: the review is set aside"),
        "appraisal.assign_review": _("assigned the dossier to %(appraiser)s"),
        "appraisal.orphan_review": _("%(who)s keeps out of this commune; the review waits for somebody else"),
        "appraisal.set_coverage": _("noted who covers which groups: %(groups)s"),
        "appraisal.set_two_reviews": _("settled what two people review: %(codes)s"),
        "appraisal.assign_second_review": _("assigned the second review to %(appraiser)s"),
        "appraisal.spread_second_reviews": _("spread %(count)s second reviews over the team"),
        "appraisal.enter_opinion": _("gave an opinion on %(criterion)s: %(before)s → %(after)s"),
        "appraisal.complete_opinions": _("completed the independent review of %(criteria)s criteria"),
        "appraisal.compare_opinions": _("compared both reviews: %(agreed)s criteria agree, %(differing)s differ"),
        "appraisal.settle_difference": _("settled %(criterion)s at %(after)s: %(ground)s"),
        "appraisal.spread_assignments": _("spread %(count)s dossiers over the team"),
        "appraisal.enter_review_score": _("appraised %(criterion)s: %(before)s → %(after)s"),
        "appraisal.explain_review_score": _("changed the justification of the points on %(criterion)s"),
        "appraisal.explain_opinion": _("changed the justification of the points on %(criterion)s"),
        "appraisal.accept_exception": _("agreed that %(criterion)s does not apply"),
        "appraisal.import_review_scores": _("appraised %(criteria)s criteria from a workbook: %(moves)s"),
        "appraisal.complete_review": _("completed the review with %(total)s points"),
        "appraisal.send_back_review": _("sent the review back: %(reason)s"),
        "appraisal.reconcile_review": _("confirmed the review with %(total)s points"),
        "appraisal.ask_supplement": _("put down a question on %(criterion)s: %(wanted)s"),
        "appraisal.withdraw_question": _("took back the question on %(criterion)s"),
        "appraisal.send_supplement_request": _("sent request for supplements no. %(number)s to the commune"),
        "appraisal.open_explanation": _("laid the provisional points before the commune: %(total)s"),
        "appraisal.reply_to_explanation": _("replied to the explanation on %(criterion)s: %(outcome)s"),
        "appraisal.write_minutes": _("wrote the minutes of %(day)s, %(count)s members present"),
        "appraisal.keep_signed_minutes": _("uploaded the signed minutes %(file)s"),
        "appraisal.reopen_review": _("opened the confirmed review again: %(reason)s"),
        "appraisal.set_terms": _(
            "set the terms of asking: %(rounds)s requests, %(supplement)s days for supplements, "
            "%(explanation)s for the explanation"
        ),
        "appraisal.record_breach": _("recorded a breach after %(source)s"),
        "appraisal.answer_breach": _("answered the breach, %(files)s"),
        "appraisal.add_breach_documents": _("added documents of the breach: %(names)s"),
        "appraisal.share_breach_document": _("let the commune read %(name)s"),
        "appraisal.unshare_breach_document": _("no longer lets the commune read %(name)s"),
        "appraisal.set_breach_terms": _("gave communes %(days)s days to answer a breach"),
        "appraisal.quarantine_document": _("a virus was found in %(file)s: %(signature)s"),
        "appraisal.plan_visit": _("planned a visit at %(day)s: %(who)s"),
        "appraisal.change_visit": _("changed the visit: %(day)s, %(who)s"),
        "appraisal.cancel_visit": _("called the visit off: %(reason)s"),
        "appraisal.leave_visit": _("%(who)s keeps out of this commune and does not go on the visit"),
        "appraisal.note_visit_item": _("noted of %(criterion)s on site: %(before)s → %(after)s"),
        "appraisal.remark_on_visit_item": _("wrote a remark on %(criterion)s, seen on site"),
        "appraisal.remark_on_visit": _("wrote the remarks on the visit"),
        "appraisal.add_visit_photo": _("added the photo %(file)s (%(criterion)s)"),
        "appraisal.remove_visit_photo": _("removed the photo %(file)s"),
        "appraisal.finish_visit": _("finished the visit: %(seen)s of %(criteria)s criteria seen, %(photos)s"),
        "appraisal.confirm_breach": _("confirmed the breach"),
        "appraisal.withdraw_breach": _("withdrew the breach that was recorded: %(reason)s"),
        "appraisal.dismiss_breach": _("dismissed the breach: %(ground)s"),
        "appraisal.show_breach_elements": _("named the documents that show the elements of the breach"),
        "appraisal.leave_unconsidered": _("closed the dossier without appraisal: %(ground)s"),
        "appraisal.consider_again": _("took up again the dossier that was closed without appraisal: %(ground)s"),
        "appraisal.correct_reversal": _(
            "corrected the decision that set the breach aside: %(former)s → %(decision)s of %(dated)s (%(reason)s)"
        ),
        "appraisal.set_aside_breach": _("set the breach aside by decision %(decision)s: %(ground)s"),
    }
)

register_messages(
    {
        "appraisal.review_assigned": _("You are to appraise the dossier of %(commune)s for %(year)s."),
        "appraisal.reviews_reminded": _(
            "Reviews of %(year)s still open with you: %(count)s. The last day of the appraisal is %(last)s."
        ),
        "appraisal.breach_reminded": _(
            "Your unit has not answered the breach of %(year)s that was recorded: you may until the end of %(last)s."
        ),
        "appraisal.team_reminded": _(
            "Reviews of %(year)s not confirmed yet: %(count)s. The last day of the appraisal is %(last)s."
        ),
        "appraisal.review_completed": _("The review of %(commune)s for %(year)s is complete and waits for you."),
        "appraisal.review_sent_back": _("Please look again at the review of %(commune)s for %(year)s: %(reason)s"),
        "appraisal.second_review_assigned": _(
            "You are the second to appraise the dossier of %(commune)s for %(year)s, independently of the first."
        ),
        "appraisal.opinions_agree": _("Both reviews of %(commune)s for %(year)s agree; you can complete the review."),
        "appraisal.opinions_differ": _(
            "Both reviews of %(commune)s for %(year)s are complete; %(differing)s differences wait for you."
        ),
        "appraisal.differences_settled": _(
            "The differences on %(commune)s for %(year)s are settled; you can complete the review."
        ),
        "appraisal.review_reopened": _("The confirmed review of %(commune)s for %(year)s was opened again: %(reason)s"),
        "appraisal.review_set_aside": _(
            "The scoring table of %(year)s was corrected by decision %(decision)s after %(commune)s had sent its "
            "dossier: its review is set aside, on record. The dossier that it sends again is reviewed again."
        ),
        "appraisal.review_orphaned": _(
            "%(who)s keeps out of %(commune)s, whose review of %(year)s must go to somebody else."
        ),
        "appraisal.breach_proposed": _("A breach of %(commune)s in %(year)s is proposed; you decide on it."),
        "appraisal.breach_to_answer": _(
            "A breach of your unit in %(year)s was recorded: %(breach)s. You may answer until the end of %(last)s."
        ),
        "appraisal.breach_answered": _("%(commune)s has answered the breach of %(year)s that was recorded."),
        "appraisal.breach_confirmed": _(
            "The breach of your unit in %(year)s is confirmed: %(breach)s. Your unit is not qualified this year."
        ),
        "appraisal.dossier_unconsidered": _(
            "The dossier of %(commune)s for %(year)s is closed without appraisal (section I.2): %(ground)s"
        ),
        "appraisal.dossier_considered": _("The dossier of %(commune)s for %(year)s is taken up again: %(ground)s"),
        "appraisal.breach_set_aside": _("The breach of your unit in %(year)s is set aside by decision %(decision)s."),
        "appraisal.breach_withdrawn": _(
            "What was recorded of your unit in %(year)s as a breach is withdrawn: %(ground)s"
        ),
        "appraisal.breach_dismissed": _("What was recorded of your unit in %(year)s is not a breach: %(ground)s"),
        "appraisal.visit_planned": _("The appraisal team visits %(commune)s at %(day)s, %(place)s: %(who)s."),
        "appraisal.visit_changed": _("The visit to %(commune)s is now at %(day)s, %(place)s: %(who)s."),
        "appraisal.visit_cancelled": _("The visit to %(commune)s of %(day)s does not take place: %(reason)s"),
        "appraisal.visit_done": _("The visit to %(commune)s for %(year)s is done; the desk shows what was found."),
        "appraisal.file_quarantined": _("A virus was found in %(file)s (%(signature)s). Send a clean copy."),
    }
)

describe_messages(
    {
        "appraisal.visit_planned": Kind(_("Visits"), "who goes, and the unit's people", "a visit is planned"),
        "appraisal.visit_changed": Kind(
            _("Visits"), "who goes, and the unit's people", "its day, place or people change", urgent=True
        ),
        "appraisal.visit_cancelled": Kind(
            _("Visits"), "who goes, and the unit's people", "a visit is called off", urgent=True
        ),
        "appraisal.visit_done": Kind(_("Visits"), "the appraiser", "somebody else records what was seen"),
        "appraisal.breach_reminded": Kind(
            _("Deadlines"),
            "the unit's people",
            "a recorded breach is not answered: so many days before the last day",
            urgent=True,
        ),
        "appraisal.review_assigned": Kind(_("Dossiers to appraise"), "the appraiser", "a dossier is assigned"),
        "appraisal.review_completed": Kind(
            _("Reviews to confirm"), "the lead, or who stands in", "a review is complete"
        ),
        "appraisal.review_sent_back": Kind(
            _("Reviews to look at again"), "the appraiser", "a review is sent back", urgent=True
        ),
        "appraisal.second_review_assigned": Kind(
            _("Dossiers to appraise"), "the second appraiser", "a second, independent review is assigned"
        ),
        "appraisal.opinions_agree": Kind(
            _("Two reviews compared"), "the first appraiser", "both reviews are complete and nothing differs"
        ),
        "appraisal.opinions_differ": Kind(
            _("Two reviews compared"), "the lead, or who stands in", "both reviews are complete and something differs"
        ),
        "appraisal.differences_settled": Kind(
            _("Two reviews compared"), "the first appraiser", "the last difference is settled"
        ),
        "appraisal.review_reopened": Kind(
            _("Reviews to look at again"),
            "the appraiser",
            "a confirmed review is opened again",
            urgent=True,
        ),
        "appraisal.review_set_aside": Kind(
            _("Reviews to look at again"),
            "the first and the second appraiser",
            "the table of a running year is corrected after the dossier was sent",
            urgent=True,
        ),
        "appraisal.review_orphaned": Kind(
            _("Reviews without an appraiser"),
            "department officers",
            "who has a review keeps out of its unit",
            urgent=True,
        ),
        "appraisal.breach_proposed": Kind(_("Breaches"), "the lead, or who stands in", "a breach is recorded"),
        "appraisal.breach_to_answer": Kind(
            _("Breaches"), "the unit's people", "a breach of theirs is recorded and may be answered", urgent=True
        ),
        "appraisal.breach_answered": Kind(
            _("Breaches"), "who decides, and who recorded it", "the unit answers a breach"
        ),
        "appraisal.breach_confirmed": Kind(_("Breaches"), "the unit's people", "the lead confirms a breach"),
        "appraisal.dossier_unconsidered": Kind(
            _("Breaches"), "the unit's people and the appraiser", "a dossier is closed without appraisal"
        ),
        "appraisal.dossier_considered": Kind(
            _("Breaches"), "the unit's people and the appraiser", "a closed dossier is taken up again"
        ),
        "appraisal.breach_set_aside": Kind(_("Breaches"), "the unit's people", "a later decision sets a breach aside"),
        "appraisal.breach_withdrawn": Kind(
            _("Breaches"), "the unit's people", "who recorded a breach withdraws it before it is decided"
        ),
        "appraisal.breach_dismissed": Kind(_("Breaches"), "the unit's people", "the lead dismisses a breach"),
        "appraisal.file_quarantined": Kind(
            _("Files with a virus"),
            "who sent the file",
            "the scanner finds a virus in a file about a breach",
            urgent=True,
        ),
        "appraisal.reviews_reminded": Kind(
            _("Deadlines"),
            "the appraiser",
            "reviews are still open: so many days before the report is due",
            urgent=True,
        ),
        "appraisal.team_reminded": Kind(
            _("Deadlines"),
            "the team's lead",
            "reviews are not all confirmed: so many days before the report is due",
            urgent=True,
        ),
    }
)
