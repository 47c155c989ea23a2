"""The services of this app."""

from papers.services.drafts import begin_paper, correct_paper, issue_paper, note_issued, revoke_paper, write_paper
from papers.services.files import request_paper_file
from papers.services.signing import take_signed
from papers.services.texts import restore_text, write_text

__all__ = [
    "begin_paper",
    "correct_paper",
    "issue_paper",
    "note_issued",
    "request_paper_file",
    "restore_text",
    "revoke_paper",
    "take_signed",
    "write_paper",
    "write_text",
]
