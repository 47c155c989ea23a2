"""The words of this floor's problems."""

from django.utils.translation import gettext_lazy as _

from kernel.wording import word_problems

word_problems(
    {
        "file_empty": _("“%(where)s” is empty (0 bytes). Choose the file again."),
        "file_too_large": _("“%(where)s” is too large: a file may have at most %(most)s MB. Nothing else was lost."),
        "file_kind_unknown": _(
            "“%(where)s” is not a kind of file the portal takes, whatever its name says: "
            "PDF, JPEG, PNG, WebP, HEIC, Word, Excel or PowerPoint."
        ),
        "file_has_macros": _("“%(where)s” contains macros. Save it without macros, or as PDF, and send it again."),
    }
)
