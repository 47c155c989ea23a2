"""The messages of this app's problems."""

from django.utils.translation import gettext_lazy as _

from documents import content_flags
from kernel.wording import register_problems

register_problems(
    {
        "file_empty": _("“%(where)s” is empty (0 bytes). Choose the file again."),
        "file_too_large": _("“%(where)s” is too large: a file may have at most %(limit)s MB. Nothing else was lost."),
        "file_kind_unknown": _(
            "“%(where)s” is not a kind of file the portal takes, whatever its name says: "
            "PDF, JPEG, PNG, WebP, HEIC, Word, Excel or PowerPoint."
        ),
        "file_is_archive": _(
            "“%(where)s” is an archive (ZIP, RAR, 7z ...). Take the files out of it and send them one by one."
        ),
        "file_is_odf": _(
            "“%(where)s” is an OpenDocument file (LibreOffice, OpenOffice). "
            "Open it, save it as %(save_as)s or as PDF, and send that."
        ),
        "file_locked": _(
            "“%(where)s” is locked with a password, so nobody could read it. "
            "Open it, take the password away, save it, and send it again."
        ),
        "file_kind_other": _(
            "“%(where)s” was made by a program or in a form that the portal does not read. "
            "Open it, save it as %(save_as)s or as PDF, and send that."
        ),
        "picture_kind_other": _(
            "“%(where)s” is a picture of a kind that the portal does not show (TIFF, GIF, BMP, AVIF ...). "
            "Save it as %(save_as)s or PNG, and send that."
        ),
        "pdf_begins_late": _(
            "“%(where)s” has something before the beginning of its PDF. "
            "Open it, save or print it as PDF again, and send that."
        ),
        "file_infected": _(
            "“%(where)s” carries a virus (%(signature)s) and is not kept. Clean the machine it comes from, "
            "then send a clean copy."
        ),
        "workbook_unreadable": _("The file is not an Excel workbook (.xlsx) that can be read. Save it as .xlsx again."),
        "workbook_strict": _(
            "The workbook is saved as Strict Open XML. Save it as “Excel Workbook (.xlsx)”, not Strict, "
            "and choose it again."
        ),
        "workbook_old": _("This is an Excel file of the old kind (.xls). Save it as .xlsx and choose it again."),
        "workbook_encrypted": _("The workbook is locked with a password. Remove the password and choose it again."),
        "workbook_has_macros": _("The workbook contains macros. Save it as .xlsx without macros and choose it again."),
        "workbook_has_links": _(
            "The workbook takes data from other files or sources. "
            "Break these links (Data, Edit links), then save it again."
        ),
        "workbook_too_large": _("The workbook is larger than %(limit)s MB. Remove pictures and sheets of your own."),
        "workbook_bomb": _(
            "Unpacked, the workbook is larger than the portal reads. Download a new one and fill it in."
        ),
        "workbook_too_long": _("The sheet “%(sheet)s” has more than %(limit)s rows."),
    }
)

MARKS = {
    "waiting": _("waiting for the virus scan"),
    "failed": _("could not be scanned for viruses yet"),
    "infected": _("quarantined: a virus was found; nobody can open it"),
}
CONTENT_FLAGS = {
    content_flags.MACROS: _("contains macros"),
    content_flags.SCRIPT: _("contains a script"),
    content_flags.LAUNCH: _("would start a program"),
    content_flags.EMBEDDED: _("has other files inside"),
    content_flags.XFA: _("is an XFA form: outside Adobe Reader it may look empty; print it as PDF"),
    content_flags.HIDDEN_ARCHIVE: _("has an archive hidden behind it"),
    content_flags.LOCKED: _("is locked with a password"),
    content_flags.DAMAGED: _("is damaged: not everything in it could be read"),
}
