"""Take a paper back that was signed on the signer's machine."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from documents.models import Export
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from papers.models import Draft
from papers.policies import signing_problems
from papers.queries import VisiblePaper
from papers.services.drafts import issue_paper
from papers.signed_files import read_signed, signed_file_problems


def take_signed(*, paper: VisiblePaper, file: UploadedFile, made: Export | None, by: User, now: datetime) -> Draft:
    """Record the signed file as the issued paper, once its signatures stand and its text is that of the draft.

    `made` is the PDF that was to be signed. The files are read before the transaction that issues the paper.

    Raises:
        Refused: there is no PDF to sign, number or date are missing, the file is altered, wrongly signed, signed with
            a revoked certificate, or says something else; the paper was changed meanwhile, or cannot be issued.
    """
    refuse_if([*signing_problems(paper.draft), *([] if made else [Problem("signing_pdf_missing", where="file")])])
    with required(made).file.open() as draft:
        signed = read_signed(file, draft)
    refuse_if(signed_file_problems(signed))
    file.seek(0)
    typed = required(paper.draft)
    stands: dict[str, Any] = {"number": typed.number, "dated": required(typed.dated), "signed": typed.version}
    return issue_paper(paper=paper, **stands, file=file, by=by, now=now)
