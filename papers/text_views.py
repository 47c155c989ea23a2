"""The administrators' pages of the texts that the office owns: list, edit with a preview, history."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.types import UserRequest
from documents.papers import Paper
from kernel import clock
from kernel.access import allow
from kernel.refusals import add_refusal
from papers import services
from papers.forms import TextForm
from papers.office_texts import GROUP_NAMES, placeholders_of, sample_papers, text_problems
from papers.texts import TextRow, text_row, text_rows, texts_read_once, versions_of


@require_safe
@allow("papers.write_text")
def texts(request: UserRequest) -> HttpResponse:
    """Every text, by group."""
    rows = text_rows()
    groups = [(name, [row for row in rows if row.kind.group == group]) for group, name in GROUP_NAMES.items()]
    broken = [row for row in rows if row.is_broken]
    return render(request, "papers/texts.html", {"groups": groups, "broken": broken})


@require_http_methods(["GET", "HEAD", "POST"])
@allow("papers.write_text")
def text(request: UserRequest, key: str) -> HttpResponse:
    """One text: edit it, see a paper with it, take the built-in one back, read its history."""
    row = text_row(key)
    if row is None:
        raise Http404(key)
    if request.method != "POST":
        return _page(request, row, typed=row.saved or row.text)
    if "restore" in request.POST:
        services.restore_text(key=key, by=request.user, now=clock.now())
        messages.success(request, _("The built-in text is used again."))
        return redirect("papers:text", key)
    form = _form(row, request.POST)
    if form.is_valid():
        typed, seen = form.cleaned_data["text"], form.cleaned_data["seen"] or 0
        if "preview" in request.POST:
            return _page(request, row, typed=typed, form=form)
        try:
            services.write_text(key=key, text=typed, seen=seen, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The text is saved; papers made from now on use it."))
            return redirect("papers:text", key)
    return _page(request, row, typed=request.POST.get("text", ""), form=form, status=422)


def _form(row: TextRow, data=None, **initial) -> TextForm:
    return TextForm(data, initial=initial, rows=8 if row.kind.has_lines else 4)


def _page(request: UserRequest, row: TextRow, *, typed: str, form: TextForm | None = None, status=200) -> HttpResponse:
    versions = versions_of(row.key)
    seen = versions[0].number if versions else 0
    sample, stands_in = _sample(row, typed)
    context = {
        "row": row,
        "group": GROUP_NAMES[row.kind.group],
        "form": form or _form(row, text=row.saved or row.text, seen=seen),
        "versions": versions,
        "placeholders": [f"{{{name}}}" for name in placeholders_of(row.kind)],
        "paper": sample,
        "stands_in": stands_in,
    }
    return render(request, "papers/text.html", context, status=status)


def _sample(row: TextRow, typed: str) -> tuple[Paper, bool]:
    """A sample paper with the typed text; and whether the built-in one stands in, because that is broken."""
    broken = any(text_problems(row.kind, typed))
    trial = row.kind.built_in if broken else typed
    with translation.override("vi"), texts_read_once({row.key: trial}):
        return sample_papers[row.kind.sample](), broken
