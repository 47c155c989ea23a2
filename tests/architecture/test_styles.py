"""Every class that a template names is styled, or known to a script or a test."""

import re
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]
TAG = re.compile(r"\{%.*?%\}")
# A class with a part that the template computes is not judged.
COMPUTED = re.compile(r"\{\{.*?\}\}")
CLASS = re.compile(r'\bclass="([^"]*)"')
NAME = re.compile(r"[a-z][\w-]*\w")

# A red button, and the form it stands in.
FORM = re.compile(r"<form\b[^>]*>|<button\b[^>]*>")
# Pages that are themselves the question, with a way back beside the button.
QUESTIONS = {
    "mfa/totp/deactivate_form.html",
    "mfa/webauthn/authenticator_confirm_delete.html",
    "scoring/close_cycle.html",
}


def test_no_class_of_a_template_lost_its_rule():
    known = names_in(
        *(ROOT / "static" / "css").rglob("*.css"),
        *(ROOT / "static" / "js").glob("*.js"),
        *(ROOT / "documents").glob("*.css"),
        *(ROOT / "evidence" / "dossier_pdf").glob("*.css"),
        *(ROOT / "surveys").glob("*.css"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
        ROOT / "node_modules" / "bootstrap" / "dist" / "css" / "bootstrap.css",
    )
    lost = {
        str(path.relative_to(ROOT)): sorted(unknown)
        for path in (ROOT / "templates").rglob("*.html")
        if (unknown := classes_of(path) - known)
    }

    assert lost == {}


def test_a_red_button_asks_before_it_acts():
    """A revocation was once sent at the first click."""
    templates = ROOT / "templates"
    silent = {
        name: unasked
        for path in templates.rglob("*.html")
        if (name := str(path.relative_to(templates))) not in QUESTIONS and (unasked := unasked_buttons(path))
    }

    assert silent == {}


def unasked_buttons(path: Path) -> list[str]:
    form, unasked = "", []
    for tag in FORM.findall(TAG.sub(" ", path.read_text(encoding="utf-8"))):
        if tag.startswith("<form"):
            form = tag
        elif "btn-danger" in tag and "data-confirm" not in tag + form:
            unasked.append(tag)
    return unasked


def names_in(*paths: Path) -> set[str]:
    return set(chain.from_iterable(NAME.findall(path.read_text(encoding="utf-8")) for path in paths))


def classes_of(path: Path) -> set[str]:
    values = CLASS.findall(COMPUTED.sub("\0", TAG.sub(" ", path.read_text(encoding="utf-8"))))
    names = chain.from_iterable(value.split(" ") for value in values)
    return {name for name in names if NAME.fullmatch(name)}
