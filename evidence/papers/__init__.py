"""The three papers of a commune's dossier: letter, report, table [dossier 1-3].

`facts` reads the data, `drafts` writes the text, `layout` describes each paper for every output format.
"""

from evidence.papers.drafts import SUMMARY_MARK, draft_text
from evidence.papers.facts import DossierFacts, TableRow, dossier_facts
from evidence.papers.layout import default_symbol, dossier_paper

__all__ = [
    "SUMMARY_MARK",
    "DossierFacts",
    "TableRow",
    "default_symbol",
    "dossier_facts",
    "dossier_paper",
    "draft_text",
]
