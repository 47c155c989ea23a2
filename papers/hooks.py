"""What this app registers with the layers below it (decision 0050)."""

from documents.exports import ExportKind, export_kinds
from papers.exports import PAPER, make_paper, may_have_paper
from papers.search_sources import PAPERS
from search.sources import search_sources

export_kinds.add(PAPER, ExportKind(may=may_have_paper, make=make_paper))
search_sources.add("paper", PAPERS)
