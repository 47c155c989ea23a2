"""The messages of this app's problems and of its trail entries."""

from django.utils.translation import gettext_lazy as _

from kernel.wording import register_problems, register_verbs

register_problems(
    {
        "paper_is_issued": _("This paper was issued: it no longer changes. Correct it by another version."),
        "paper_changed_since": _(
            "This paper was changed meanwhile, by somebody or in another window. "
            "Nothing was saved; compare, then save again."
        ),
        "paper_recorded_elsewhere": _("This paper is recorded at its own step, with its effect."),
        "paper_dated_ahead": _("The date lies ahead. Enter the day on which the paper was signed."),
        "paper_not_issued": _("This paper was not issued, or was revoked already."),
        "paper_undone_without_reason": _("Say why."),
        "signing_number_missing": _("The number is not typed yet: it stands in what is signed."),
        "signing_day_missing": _("The day is not typed yet: it stands in what is signed."),
        "signing_pdf_missing": _("There is no PDF to compare with: make it again, and sign that."),
        "signed_unreadable": _("The file cannot be read: it is damaged, locked or no PDF."),
        "signed_without_signature": _("The file bears no digital signature."),
        "signed_altered": _("The file was altered after %(signer)s signed it, or the signature is broken."),
        "signed_by_unknown": _("No authority that this portal trusts vouches for the signature of %(signer)s."),
        "signed_by_revoked": _("The certificate of %(signer)s was revoked."),
        "signed_paper_changed": _("The paper was changed meanwhile: make its PDF and sign it once more."),
        "signed_other_text": _("The file says something else than the PDF that was to be signed."),
        "office_text_empty": _("The text is empty."),
        "office_text_lines": _("The text has more lines than a paper takes here: %(most)s at most."),
        "office_text_long": _("A line is too long: %(most)s characters at most."),
        "office_text_placeholder": _("Nothing fills the placeholder {%(name)s}. Those that may be used stand below."),
        "office_text_brace": _("A curly bracket stands alone. Brackets enclose placeholders only."),
        "office_text_changed_since": _(
            "This text was changed meanwhile, by somebody or in another window. "
            "Nothing was saved; compare with its history, then save again."
        ),
    }
)

register_verbs(
    {
        "papers.write_paper": _("worked on a paper"),
        "papers.issue_paper": _("recorded a paper as issued, number %(number)s"),
        "papers.revoke_paper": _("revoked a paper, number %(number)s: %(reason)s"),
        "papers.correct_paper": _("began a corrected version of a paper, number %(number)s: %(reason)s"),
        "papers.write_text": _("changed a text of papers from “%(was)s” to “%(text)s”"),
        "papers.restore_text": _("took the built-in text of papers back instead of “%(was)s”"),
    }
)
