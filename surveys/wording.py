"""The messages of this app's problems and services."""

from django.utils.translation import gettext_lazy as _

from kernel.wording import register_problems, register_verbs

SCALE_WORDS = {
    1: _("very dissatisfied"),
    2: _("dissatisfied"),
    3: _("neither"),
    4: _("satisfied"),
    5: _("very satisfied"),
}

register_problems(
    {
        "questionnaire_not_published": _("The questionnaire is not published yet."),
        "questionnaire_published": _("This version is published and cannot change; start a new version."),
        "questionnaire_measures_nothing": _("At least one question must measure satisfaction."),
        "questionnaire_too_long": _("A questionnaire has at most %(most)s questions."),
        "questionnaire_has_a_draft": _("This questionnaire has a draft already."),
        "question_with_few_choices": _("Give at least two choices, one on each line."),
        "question_choices_differ": _("Give as many choices in English as in Vietnamese, in the same order, or none."),
        "survey_year_over": _("The year %(year)s is over."),
        "survey_place_unnamed": _("Name the counter or the village."),
        "survey_not_a_draft": _("This survey was opened already."),
        "survey_not_open": _("This survey is not open."),
        "codes_out_of_range": _("Make from 1 to %(most)s codes at once."),
        "codes_too_many": _("A survey has at most %(most)s codes; %(made)s were made already."),
        "answer_missing": _("Please answer this question."),
        "answer_does_not_fit": _("Please choose one of the answers."),
        "answer_too_long": _("Please write at most %(most)s characters."),
        "answer_not_asked": _("The questionnaire has no question %(where)s."),
        "code_not_usable": _("This code is not valid for this survey, or was used already."),
        "form_too_fast": _("That was very quick. Please look at your answers once more, then send again."),
        "form_too_old": _("This form was opened too long ago. Please start again."),
        "paper_value_unknown": _("“%(typed)s” is none of the numbers 1 to %(last)s."),
        "paper_several_values": _("“%(typed)s” has several numbers; this question has one answer."),
        "papers_of_another_day": _("Papers are collected while the survey is open: %(first)s to %(last)s."),
        "papers_none": _("Type the answers of at least one paper."),
        "papers_entered_already": _("These %(count)s papers were entered already, by %(who)s."),
        "paper_book_other": _("This is not the workbook of this survey. Download it again, and type into that one."),
        "paper_book_formula": _("“%(typed)s” is a formula. Type the number itself."),
        "paper_book_empty": _("The workbook has no paper yet."),
        "paper_book_long": _("At most %(most)s papers are entered at once; use a second workbook."),
        "text_missing": _("This answer has no text."),
        "text_changed": _("Only take words out: the rest of the text stays as it was written."),
        "network_too_busy": _(
            "Many answers come from your network just now. Your answers are kept on this page: please send them again"
            " in %(seconds)s seconds."
        ),
    }
)

register_verbs(
    {
        "surveys.load_questionnaires": _("loaded a standard questionnaire"),
        "surveys.create_questionnaire": _("created a questionnaire"),
        "surveys.draft_version": _("began version %(number)s of the questionnaire"),
        "surveys.save_question": _("saved question %(position)s"),
        "surveys.delete_question": _("deleted question %(position)s"),
        "surveys.move_question": _("moved question %(position)s up"),
        "surveys.publish_version": _("published version %(number)s of the questionnaire"),
        "surveys.create_survey": _("prepared a survey: %(purpose)s"),
        "surveys.open_survey": _("opened the survey"),
        "surveys.close_survey": _("closed the survey"),
        "surveys.close_past_surveys": _("the survey ended with the year"),
        "surveys.discard_survey": _("discarded a survey that was not opened: %(purpose)s"),
        "surveys.enter_papers": _("entered %(count)s answers from paper"),
        "surveys.hide_name": _("hid a name in a free text"),
        "surveys.clear_answers": _("deleted %(count)s answers after their time; the figures stay"),
        "surveys.make_codes": _("made %(size)s one-time codes (batch %(batch)s)"),
    }
)
