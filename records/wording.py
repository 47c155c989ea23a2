"""The messages of this app's problems and of its trail entries."""

from django.utils.translation import gettext_lazy as _

from kernel.wording import register_facts, register_problems, register_verbs

register_problems(
    {
        "registry_day_ahead": _("The day lies ahead. Enter the day on which the registry took the document in."),
        "registry_column_missing": _("The workbook lacks the column %(where)s. Fill in the workbook of this page."),
        "registry_nothing_filled": _("No row of the workbook has a registry number."),
        "registry_document_unknown": _("Row %(row)s: the year has no document %(where)s."),
        "registry_document_twice": _("Row %(row)s: the document %(where)s stands twice."),
        "registry_day_malformed": _("Row %(row)s: the day is missing or is no day (15/03/2026)."),
        "registry_office_missing": _("Row %(row)s: the office is missing."),
        "registry_words_long": _("Row %(row)s: number or office is too long."),
        "release_year_open": _("The city has not approved the results of this year yet."),
        "release_day_ahead": _("The date lies ahead. Enter the day on which the document was signed."),
    }
)

register_verbs(
    {
        "records.enter_number": _("recorded the registry number %(entry)s (before: %(was)s)"),
        "records.record_release": _("recorded that the files of %(year)s may be deleted: %(kind)s, %(number)s"),
    }
)
register_facts(
    "kind",
    {"handed_over": _("handed over to the archive"), "released": _("released from keeping in writing")},
    "records.record_release",
)
