"""The three papers of a commune's dossier: letter, report, table [dossier 1-3].

`facts` reads what they tell, `drafts` puts it in words, `DossierPaper` lays one out for its template.
"""

from evidence.papers.drafts import SUMMARY_MARK, draft_text
from evidence.papers.facts import DossierFacts, TableRow, dossier_facts
from evidence.papers.layout import DossierPaper, default_symbol, dossier_paper
from evidence.papers.word import has_word_twin, word_bytes

__all__ = [
    "SUMMARY_MARK",
    "DossierFacts",
    "DossierPaper",
    "TableRow",
    "default_symbol",
    "dossier_facts",
    "dossier_paper",
    "draft_text",
    "has_word_twin",
    "word_bytes",
]
