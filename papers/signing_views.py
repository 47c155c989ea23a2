"""The page where a paper is signed on the signer's machine, and taken back."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.types import UserRequest
from documents.models import Export
from kernel import clock
from kernel.access import allow
from kernel.refusals import add_refusal
from kernel.wording import words_for
from papers import services
from papers.exports import pdf_to_sign
from papers.forms import SignedForm
from papers.policies import signing_problems
from papers.queries import VisiblePaper, visible_paper


def _paper(user, kind: str, subject: str) -> VisiblePaper | None:
    """A paper that is issued on its own page, where the portal knows of a signing agent."""
    paper = visible_paper(user, kind, subject, now=clock.now()) if settings.SIGNING_AGENT_URL else None
    return None if paper is None or paper.is_issued or paper.kind.is_recorded_elsewhere else paper


_LOOKUPS: dict[str, Any] = {"find": _paper, "kind": "kind", "subject": "subject"}


@require_http_methods(["GET", "HEAD", "POST"])
@allow("papers.write_paper", files=True, **_LOOKUPS)
def sign(request: UserRequest, paper: VisiblePaper) -> HttpResponseBase:
    """Sign the paper's PDF with the agent on this machine, or give back the PDF signed elsewhere."""
    form = SignedForm(request.POST, request.FILES) if request.method == "POST" else SignedForm()
    made = pdf_to_sign(paper, request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.take_signed(paper=paper, file=file, made=made, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, _("The paper is signed and on record as issued."))
            return redirect("papers:paper", paper.key, paper.subject)
    return _page(request, paper, made, form)


def _page(request: UserRequest, paper: VisiblePaper, made: Export | None, form: SignedForm) -> HttpResponseBase:
    """Only this page may connect to the program on the signer's machine."""
    context = {
        "paper": paper,
        "name": paper.kind.name,
        "about": paper.kind.about(paper.about),
        "made": made,
        "agent": settings.SIGNING_AGENT_URL,
        "problems": [words_for(problem) for problem in signing_problems(paper.draft)],
        "form": form,
    }

    @csp_update({"connect-src": [SELF, settings.SIGNING_AGENT_URL]})
    def shown(asked: HttpRequest) -> HttpResponseBase:
        return render(asked, "papers/sign.html", context, status=422 if form.errors else 200)

    return shown(request)
