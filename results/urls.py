from django.urls import path, re_path

from results.views import boards, decisions, examples, gaps, leaders, open_data, papers, plans, public, whatif

app_name = "results"

urlpatterns = [
    path("", leaders.index, name="index"),
    re_path(r"^public/(?P<year>\d{4})/results\.(?P<form>json|csv)$", public.data, name="open_data"),
    re_path(r"^public/(?P<year>\d{4})/criteria\.(?P<form>json|csv)$", public.criteria_data, name="open_criteria"),
    re_path(r"^public/(?P<year>\d{4})/table\.(?P<form>json|csv)$", public.table_data, name="open_table"),
    re_path(r"^public/(?P<year>\d{4})/datapackage\.json$", open_data.package, name="data_package"),
    re_path(
        r"^public/(?P<year>\d{4})/(?P<name>results|criteria|table)\.csv-metadata\.json$",
        open_data.metadata,
        name="csvw",
    ),
    path("public/catalog.jsonld", open_data.catalog, name="catalog"),
    path("what-if/", whatif.choice, name="what_if_choice"),
    path("<int:year>/", leaders.ranking, name="ranking"),
    re_path(r"^(?P<year>\d{4})/ranking\.(?P<form>json|csv)$", leaders.download, name="download"),
    re_path(r"^(?P<year>\d{4})/ranking\.(?P<form>xlsx|pdf|docx)$", leaders.request_file, name="request_file"),
    path("<int:year>/steps/", decisions.steps, name="steps"),
    path("<int:year>/draft/", decisions.draft, name="draft"),
    path("<int:year>/report/", papers.report, name="report"),
    path("<int:year>/decisions/<int:decision>/correction/", papers.correction, name="correction"),
    path("<int:year>/papers/<uuid:file>/", papers.paper, name="paper"),
    path("<int:year>/confirmation/", decisions.confirmation, name="confirmation"),
    path("<int:year>/approval/", decisions.approval, name="approval"),
    path("<int:year>/recognition/", decisions.recognition, name="recognition"),
    path("<int:year>/commendation/", decisions.commendation, name="commendation"),
    path("<int:year>/publication/", decisions.publication, name="publication"),
    path("<int:year>/sending-back/", decisions.sending_back, name="sending_back"),
    path("<int:year>/what-if/<slug:code>/", whatif.comparison, name="what_if"),
    re_path(
        r"^(?P<year>\d{4})/what-if/(?P<code>[-\w]+)/comparison\.(?P<form>csv|xlsx)$",
        whatif.download,
        name="what_if_download",
    ),
    path("<int:year>/boards/<slug:key>/", boards.board, name="board"),
    path("<int:year>/boards/<slug:key>.csv", boards.board_data, name="board_data"),
    path("<int:year>/<slug:code>/", leaders.standing, name="standing"),
    path("<int:year>/<slug:code>/gaps/", gaps.gaps, name="gaps"),
    path("<int:year>/<slug:code>/plan/draft/", plans.draft, name="draft_plan"),
    path("<int:year>/<slug:code>/plan/tasks/", plans.add, name="add_plan_task"),
    path("<int:year>/<slug:code>/plan/tasks/<int:number>/", plans.change, name="change_plan_task"),
    path("<int:year>/<slug:code>/plan/tasks/<int:number>/done/", plans.done, name="plan_task_done"),
    path("<int:year>/<slug:code>/plan/tasks/<int:number>/removal/", plans.remove, name="remove_plan_task"),
    path("<int:year>/<slug:code>/sharing/", examples.sharing, name="sharing"),
    path("<int:year>/examples/files/<uuid:public_id>/", examples.example_file, name="example_file"),
    path("<int:year>/examples/<str:criterion>/", examples.examples, name="examples"),
    path("<int:year>/<slug:code>/revocation/", decisions.revocation, name="revocation"),
    path("<int:year>/<slug:code>/revocation/withdrawal/", decisions.withdrawal, name="withdrawal"),
]
