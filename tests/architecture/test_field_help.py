"""Every field of a form says what it is for: a help text, help beside it on its page, or a name that says it all."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR, "templates")
# Dates and fields of plain people's data: the label says it all, and dates show their pattern in the empty field.
EXPLAIN_THEMSELVES = {
    *("full_name", "email", "code", "password2", "person", "place", "year"),
    *("decision_date", "dated", "dated_on", "due_on", "held_on", "begins_at", "ends_at", "starts_on", "starts_time"),
    *("collected_on", "registered_on", "issuer", "language", "title_vi", "title_en", "text_vi", "text_en"),
}
# Fields that explain themselves in this form only: by their choices, or by the heading above them.
IN_ONE_FORM = {
    "ConfirmFiguresForm.criteria",
    "DescriptionForm.kind",
    "ExtensionForm.step",
    "MinutesForm.present",
    "MoveForm.move_from",
    "MoveForm.move_points",
    "MoveForm.move_to",
    "PreferenceForm.mail",
    "QuestionForm.is_required",
    "QuestionForm.kind",
    "ReleaseForm.kind",
    "SettlementForm.points",
    "SurveyForm.place_kind",
    "TermsForm.explanation_demanded",
}
# Fields that a template renders itself: where, and what names the help (`aria-describedby`) or the label in words.
ON_THEIR_PAGE = {
    "PaperForm.number": ("evidence/paper.html", "form.number|as_crispy_field"),  # set for each kind of paper
    "SelfScoreForm.explanation": ("evidence/assessment.html", 'aria-describedby="explanation-hint '),
    "SelfScoreForm.not_applicable": ("evidence/assessment.html", 'aria-describedby="claim-hint"'),
    "SelfScoreForm.points": ("evidence/assessment.html", 'aria-describedby="save-answer lacks-'),
    "SettlementForm.justification": ("appraisal/_resolve.html", 'aria-describedby="justification-hint-'),
    "SettlementForm.not_applicable": ("appraisal/_resolve.html", "Agreed: this content does not apply"),
    "SignedCopyForm.file": ("evidence/dossier.html", "Signed copy"),
    "VerdictForm.explanation": ("appraisal/review.html", 'aria-describedby="why-hint '),
    "VerdictForm.not_applicable": ("appraisal/review.html", 'aria-describedby="claim-hint"'),
    "VerdictForm.points": ("appraisal/review.html", 'aria-describedby="save-answer"'),
    "VisitForm.criteria": ("appraisal/plan_visit.html", "What to look at on site"),
    "VisitItemForm.remark": ("appraisal/visit.html", 'for="remark-'),
    "VisitItemForm.seen": ("appraisal/visit.html", "<legend"),
    "VisitItemForm.seen_version": ("appraisal/visit.html", 'type="hidden" name="seen_version"'),
    "VisitPhotosForm.criterion": ("appraisal/_photo_form.html", 'type="hidden" name="criterion"'),
    "VisitPhotosForm.photos": ("appraisal/_photo_form.html", "Take a photo"),
    "VisitRemarksForm.remarks": ("appraisal/visit.html", 'for="remarks-text"'),
    "VisitRemarksForm.seen_version": ("appraisal/visit.html", 'type="hidden" name="seen_version"'),
}


def fields() -> Iterator[tuple[str, str, forms.Field]]:
    """Every visible field of every form of the portal: "Form.field", its name, the field."""
    apps = [name for name in settings.INSTALLED_APPS if Path(settings.BASE_DIR, name).is_dir()]
    for app in apps:
        for module in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if re.search(r"\bforms?$|_forms$|[.]editor$", module.name):
                importlib.import_module(module.name)
    for form in _subclasses(forms.BaseForm):
        if form.__module__.split(".")[0] in apps:
            for name, field in form.base_fields.items():
                if not isinstance(field.widget, forms.HiddenInput):
                    yield f"{form.__name__}.{name}", name, field


def _subclasses(form) -> Iterator[type]:
    for each in form.__subclasses__():
        yield each
        yield from _subclasses(each)


def test_every_field_has_help_or_explains_itself():
    silent = {
        key
        for key, name, field in fields()
        if not field.help_text and name not in EXPLAIN_THEMSELVES and key not in IN_ONE_FORM | ON_THEIR_PAGE.keys()
    }
    assert silent == set()


def test_no_exception_is_left_over():
    known = {key for key, _name, field in fields() if not field.help_text}
    assert (IN_ONE_FORM | ON_THEIR_PAGE.keys()) - known == set()
    assert EXPLAIN_THEMSELVES - {key.split(".")[1] for key in known} == set()


@pytest.mark.parametrize("key", ON_THEIR_PAGE)
def test_the_page_says_it_beside_the_field(key):
    place, words = ON_THEIR_PAGE[key]
    assert words in (TEMPLATES / place).read_text(encoding="utf-8")


def test_help_is_one_line():
    long = {key: field.help_text for key, _name, field in fields() if len(str(field.help_text)) > 130}
    assert {key for key in long if key not in ("PaperForm.text", "ChangeForm.password1")} == set()
