from django.urls import path

from evidence.views import papers

app_name = "evidence"

_PAPER = "<int:year>/<slug:code>/papers/<slug:kind>/"

urlpatterns = [
    path(_PAPER, papers.paper, name="paper"),
    path(f"{_PAPER}save/", papers.save_paper, name="save_paper"),
    path(f"{_PAPER}draft/", papers.draft_paper, name="draft_paper"),
    path(f"{_PAPER}render/", papers.render_paper, name="render_paper"),
    path(f"{_PAPER}state/", papers.paper_state_piece, name="paper_state"),
    path(f"{_PAPER}file/", papers.paper_file, name="paper_file"),
    path(f"{_PAPER}word/", papers.paper_word, name="paper_word"),
]
