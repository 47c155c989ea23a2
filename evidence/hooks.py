"""What this app registers with the layers below it (decision 0050)."""

from communes.hand_offs import HandOffSubject, hand_off_subjects
from communes.models import HandOff
from communes.pending import unit_task_sources
from communes.storage_usage import held_files
from documents.signals import file_quarantined
from documents.state_styles import StateStyle, state_styles
from evidence import office_texts, sample_papers
from evidence.checked_parts import checked_part, checked_receipt
from evidence.hand_offs import dossier_problems
from evidence.models import Inquiry
from evidence.paper_kinds import KINDS
from evidence.pending import dossier_tasks
from evidence.queries import evidence_held, signed_copies_held
from evidence.search_sources import ANSWERS, EXPLANATIONS, ITEMS, PARTS, QUESTIONS, REMARKS, TEXTS
from evidence.services import former_dossiers
from evidence.services.quarantine import quarantine_evidence
from papers.kinds import code_lookups, paper_kinds
from papers.office_texts import office_texts as texts
from papers.office_texts import sample_papers as samples
from scoring.set_aside import Follower, followers
from search.sources import search_sources

held_files.add(evidence_held, signed_copies_held)
unit_task_sources.add(dossier_tasks)
followers.add(Follower(former_dossiers.follow, former_dossiers.effects))
hand_off_subjects.add(HandOff.Subject.PAPERS, HandOffSubject(dossier_problems, "evidence:dossier"))
hand_off_subjects.add(
    HandOff.Subject.DOSSIER, HandOffSubject(dossier_problems, "evidence:dossier", read_at="evidence:reading")
)

for key, text in office_texts.TEXTS.items():
    texts.add(key, text)
samples.add(office_texts.LETTER_SAMPLE, sample_papers.sample_letter)
samples.add(office_texts.REPORT_SAMPLE, sample_papers.sample_report)
samples.add(office_texts.ANSWER_SAMPLE, sample_papers.sample_answer)
code_lookups.add(checked_part, checked_receipt)
for key, paper_kind in KINDS.items():
    paper_kinds.add(key, paper_kind)
for kind, source in {
    "explanation": EXPLANATIONS,
    "item": ITEMS,
    "text": TEXTS,
    "dossier_paper": PARTS,
    "question": QUESTIONS,
    "answer": ANSWERS,
    "head_remark": REMARKS,
}.items():
    search_sources.add(kind, source)

file_quarantined.connect(quarantine_evidence)

state_styles.add({Inquiry.State.ANSWERED: StateStyle.DONE, Inquiry.State.LAPSED: StateStyle.WAITING})
