"""What this app registers with the layers below it (decision 0050)."""

from documents.exports import ExportKind, export_kinds
from evidence.released_years import released_years
from records.exports import ARCHIVE_PACKAGE, make_package, may_have_package
from records.page_links import links_of_year
from records.queries import released_years as years_released
from results.page_links import year_page_links

export_kinds.add(ARCHIVE_PACKAGE, ExportKind(may=may_have_package, make_slowly=make_package))
released_years.set(years_released)
year_page_links.add(links_of_year)
