"""The messages of this app's problems and services."""

from django.utils.translation import gettext_lazy as _

from kernel.wording import register_problems, register_verbs
from notifications.wording import Kind, describe_messages, register_messages

register_problems(
    {
        "rubric_total_not_100": _("The table totals %(total)s points; it must total exactly 100 (section I.2)."),
        "rubric_sum_differs": _("%(where)s states %(stated)s points, but its rows sum to %(sum)s (section I.1)."),
        "rubric_empty": _("The table has no groups."),
        "rubric_group_empty": _("Group %(where)s has no criteria (section I.2)."),
        "rubric_leaf_unknown": _(
            "%(where)s is not in the criteria set; a table may not add a criterion (section I.2)."
        ),
        "share_of_nothing": _("%(where)s was worth no points in that year: there is no share of it to carry over."),
        "rubric_points_negative": _("%(where)s: points cannot be negative (section I.1)."),
        "rubric_points_off_step": _("%(where)s: points go in steps of %(step)s (section I.1)."),
        "rubric_code_twice": _("The code %(where)s stands twice in the table."),
        "rubric_leaf_missing": _("%(where)s of the criteria set is missing in the table (section I.2)."),
        "rubric_group_without_points": _(
            "Group %(where)s is emptied: none of its criteria earns points (section I.2)."
        ),
        "rubric_points_above_total": _(
            "%(where)s: one criterion cannot be worth more than the whole table (section I.2)."
        ),
        "rubric_changed_meanwhile": _(
            "%(who)s changed this table at %(when)s. Yours was not saved yet; look at what changed, then save again."
        ),
        "rubric_changed_in_own_window": _(
            "You changed this table in another window at %(when)s. What you typed here was not saved yet; look at what "
            "changed, then save again."
        ),
        "rubric_has_copies": _("Other versions were copied from %(where)s: %(copies)s. Discard those first."),
        "partial_step_outside": _("%(where)s: a partial step is a whole percentage from 0 to 100 (section I.2)."),
        "partial_step_off_step": _(
            "%(where)s: %(percent)s %% would be %(points)s points, which is not a step of %(step)s (sections I.1 "
            "and I.2)."
        ),
        "title_without_reason": _("Say why the criterion's own wording changes (section I.2)."),
        "guidance_changed_meanwhile": _(
            "%(where)s was changed meanwhile, by somebody or in another window. Yours was not saved yet."
        ),
        "guidance_is_issued": _(
            "The guidance is issued; its hints change only by a corrected version, begun on the page of the guidance."
        ),
        "guidance_of_draft": _("The table “%(code)s” is still a draft; its guidance is issued once it is published."),
        "hint_criterion_unknown": _("“%(criterion)s” earns no points in this table."),
        "hint_twice": _("“%(criterion)s” is in the sheet twice. Keep one of the rows."),
        "figure_is_a_sum": _("%(where)s is the sum of its rows; figures are confirmed criterion by criterion."),
        "figure_is_decided": _("%(where)s was set again in this version; it does not come from the signed original."),
        "figure_confirmed_already": _("%(who)s confirmed %(where)s at %(when)s."),
        "figure_not_confirmed": _("%(where)s is not confirmed."),
        "figure_unchanged": _("%(where)s has these points already; confirm it instead."),
        "withdrawal_without_reason": _("Give the reason for withdrawing the confirmation."),
        "decision_correction_without_reason": _("Say why the decision on record is corrected."),
        "decision_number_missing": _("Give the number and symbol of the city's decision."),
        "decision_day_missing": _("Give the date of the city's decision."),
        "decision_file_missing": _("Add the signed decision of the city as a file."),
        "decision_day_ahead": _("The date of the decision lies in the future."),
        "decision_dated_already": _("The date of this decision is on record already."),
        "rubric_not_a_draft": _("Table %(where)s is published already; a change needs a new version (section I.2)."),
        "rubric_differs_from_loaded": _(
            "%(where)s differs from the table already loaded; a change needs a new version (section I.2)."
        ),
        "rubric_not_published": _(
            "The table “%(code)s” is not published; a year can only begin with a published one (section I.2)."
        ),
        "rubric_applies_later": _("The table “%(code)s” applies from %(year)s on (section I.2)."),
        "criterion_code_malformed": _("“%(where)s” is not a criterion code such as I.1.10."),
        "criterion_points_malformed": _("%(where)s: the points are not a number."),
        "criterion_provenance_unknown": _("%(where)s: say whether the figure is legible, derived or assumed."),
        "not_registered": _(
            "Only communes registered for the year are assessed (section I.2); the registration has not been accepted."
        ),
        "dossier_sent_already": _("The dossier has been sent; the scores are locked."),
        "dossier_undecided": _("The dossier was sent late or incomplete and waits for the Department's decision."),
        "dossier_refused": _("The dossier was not admitted by the Department of Home Affairs."),
        "dossier_not_considered": _(
            "The dossier is closed without appraisal: a breach of the unit is confirmed (section I.2)."
        ),
        "dossier_completion_over": _(
            "The days to complete the dossier ended at 23:59 on %(last)s; the Department decides on it as it stands."
        ),
        "submission_too_late": _(
            "The dossier was due by 23:59 on %(last)s (before %(before)s) (Article 3.2b). "
            "Ask the Department of Home Affairs for an extension."
        ),
        "criterion_applies_to_all": _(
            "This content applies to every commune: it cannot be claimed as not applicable (by the portal's rule)."
        ),
        "claim_without_reason": _(
            "Say in the explanation why this content does not apply here (by the portal's rule)."
        ),
        "nothing_left_to_rescale": _(
            "Every content with points applies only to some communes: nothing would be left to "
            "count for 100 (by the portal's rule)."
        ),
        "points_outside": _("Points go from 0 to %(max)s, in steps of %(step)s."),
        "points_outside_kept": _(
            "Points go from 0 to %(max)s, in steps of %(step)s. The former value %(kept)s is kept."
        ),
        "changed_meanwhile": _(
            "%(who)s changed this criterion at %(when)s to %(points)s points. Yours was not saved yet."
        ),
        "changed_in_own_window": _(
            "You changed this criterion in another window at %(when)s, to %(points)s points. "
            "What you typed here was not saved yet."
        ),
        "criterion_without_threshold": _("%(where)s has no ratio to report."),
        "ratio_part_missing": _("Type the numerator, or empty the whole line."),
        "ratio_whole_missing": _("Type the denominator, or empty the whole line."),
        "ratio_whole_not_above_0": _("The denominator must be above 0."),
        "ratio_part_above_whole": _("The numerator cannot be more than the denominator."),
        "ratio_source_missing": _("Say where the figures come from."),
        "ratios_need_a_person": _("Figures of threshold rows are entered on somebody's behalf: name the person."),
        "ratios_changed_meanwhile": _(
            "These figures were changed meanwhile, by somebody or in another window. Yours were not saved yet."
        ),
        "criterion_without_points": _("%(where)s has no points yet."),
        "criterion_to_rescore": _("%(where)s: its maximum was corrected; score it again (section I.2)."),
        "no_figure_chosen": _("Tick the figures that stand on that page."),
        "page_missing": _("Name the page of the signed original."),
        "correction_without_decision": _(
            "%(where)s: a running year is corrected only by a decision of the city with its number, date and file."
        ),
        "correction_of_another_table": _("%(where)s was not made from the table of this year, %(code)s (section I.2)."),
        "correction_too_late": _(
            "The dossiers of this year were due by 23:59 on %(last)s: its table is corrected no more (section I.2)."
        ),
        "correction_seen_before": _(
            "A dossier was sent or has moved on since this page was opened. Look at the consequences again."
        ),
        "dossier_set_aside": _(
            "The scoring table was corrected meanwhile, and this dossier is opened again. "
            "Reload the page (section I.2)."
        ),
        "correction_changes_nothing": _("%(where)s has the same figures as the table of this year."),
        "criterion_without_explanation": _("%(where)s earns points but explains nothing."),
        "workbook_sheet_missing": _(
            "No sheet of the workbook has the columns of the scoring table. Download a new one."
        ),
        "workbook_column_missing": _("The sheet “%(sheet)s” has no column “%(where)s”. Download a new workbook."),
        "workbook_empty": _("The workbook has no filled row."),
        "workbook_other_kind": _("This workbook was made for another purpose. Download the one of this page."),
        "workbook_other_year": _("This is a workbook of the year %(year)s, not of %(wanted)s."),
        "workbook_points_malformed": _("“%(typed)s” is not a number of points. Type for example 1.5."),
        "workbook_points_formula": _("“%(typed)s” is a formula. Type the points as a number."),
        "workbook_cell_formula": _("“%(typed)s” is a formula. Type what it shows instead."),
        "workbook_count_malformed": _("“%(typed)s” is not a whole number. Type for example 1234."),
        "workbook_mark_unknown": _("“%(typed)s” is not understood. Type x where the content does not apply."),
        "workbook_words_long": _("The text is longer than %(limit)s characters. Shorten it."),
        "workbook_commune_unknown": _("No commune with the code “%(commune)s” may be scored here in this year."),
        "workbook_criterion_unknown": _("“%(criterion)s” earns no points in the table of this year."),
        "workbook_criterion_twice": _("“%(criterion)s” stands twice for this commune. Keep one of the rows."),
        "workbook_kept_too_long": _(
            "What the workbook changes was kept for two hours only. Choose the workbook again."
        ),
        "workbook_changes_many": _("These are too many changes for one upload. Send them in two workbooks."),
        "cycle_before_2026": _("The decision applies from %(first)s on; earlier years cannot be opened."),
        "cycle_already_open": _("The year %(year)s is open already."),
        "closing_without_reason": _("Say why the year is closed again."),
        "cycle_begun": _("Units have begun to enter something for %(year)s: the year stays open."),
        "cycle_in_use": _("For %(year)s there are already: %(what)s. The year stays open."),
        "cycle_untouched": _("No unit has entered anything for this year yet. Was it opened by mistake?"),
        "figures_assumed": _(
            "%(count)s figures of this table are assumed: the scan lost them. Compare them with the signed original."
        ),
        "weekend_register_before": _("The last day to register, %(last)s, is no working day: %(rest)s."),
        "weekend_submit_before": _("The last day to send the dossier, %(last)s, is no working day: %(rest)s."),
        "weekend_report_before": _("The last day to report the appraisal, %(last)s, is no working day: %(rest)s."),
    }
)

register_verbs(
    {
        "scoring.claim_exception": _("claimed that %(criterion)s does not apply: %(reason)s"),
        "scoring.enter_score": _("scored %(criterion)s: %(before)s → %(after)s"),
        "scoring.explain_score": _("changed the explanation of %(criterion)s"),
        "scoring.enter_ratios": _("entered the figures of %(criterion)s: %(figures)s"),
        "scoring.import_scores": _("entered %(criteria)s scores from a workbook: %(moves)s"),
        "scoring.load_rubric": _("loaded the scoring table"),
        "scoring.correct_wording": _("brought the table's wording to the document of the decree"),
        "scoring.publish_rubric": _("put the scoring table into use by decision %(decision)s"),
        "scoring.correct_decision": _("corrected the decision %(former)s to %(decision)s of %(day)s: %(reason)s"),
        "scoring.date_decision": _("filled in the date of decision %(decision)s: %(day)s"),
        "scoring.draft_rubric": _("copied the scoring table %(base)s into this draft"),
        "scoring.describe_draft": _("changed the draft's title, decision, year or step"),
        "scoring.set_points": _("moved points: %(moves)s"),
        "scoring.edit_guidance": _("changed the guidance of %(criterion)s"),
        "scoring.write_hints": _("drafted hints of the guidance: %(criteria)s"),
        "scoring.load_hints": _("loaded %(hints)s hints of the guidance %(number)s to the criteria"),
        "scoring.reword_criterion": _("changed the wording of %(criterion)s: %(reason)s"),
        "scoring.discard_draft": _("discarded the draft"),
        "scoring.retire_rubric": _("retired the scoring table"),
        "scoring.confirm_figure": _("compared %(criterion)s with the signed original: %(points)s points are right"),
        "scoring.correct_figure": _("corrected %(criterion)s from the signed original: %(before)s → %(after)s"),
        "scoring.withdraw_confirmation": _("took back the confirmation of %(criterion)s: %(reason)s"),
        "scoring.correct_year": _("corrected the year's table by decision %(decision)s: %(moves)s"),
        "scoring.reopen_dossier": _(
            "the table was corrected by decision %(decision)s: the dossier is open again, "
            "the one sent is kept on record"
        ),
        "scoring.close_cycle": _("closed the year %(year)s again, which was opened by mistake: %(reason)s"),
        "scoring.open_cycle": _("opened the year with the table %(rubric)s"),
    }
)

register_messages(
    {
        "scoring.table_corrected": _(
            "The scoring table of %(year)s is corrected by decision %(decision)s of %(day)s: %(moves)s. "
            "Points of these criteria are to be entered again."
        ),
        "scoring.dossier_reopened": _(
            "Your dossier for %(year)s is open again, for the scoring table was corrected by decision %(decision)s of "
            "%(day)s: amend it, sign its papers and send it again by 23:59 on %(last)s. Otherwise it counts as you had "
            "sent it."
        ),
    }
)

describe_messages(
    {
        "scoring.table_corrected": Kind(
            _("Scoring table"), "the people of every unit", "the city corrects the table of a running year", urgent=True
        ),
        "scoring.dossier_reopened": Kind(
            _("Scoring table"),
            "the people of units that had sent their dossier",
            "the city corrects the table of a running year",
            urgent=True,
        ),
    }
)
