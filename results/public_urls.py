"""The public pages, with a separate URL in each language (prefix `/en/` for English)."""

from django.urls import path

from results.views import front, open_data, public

app_name = "public"

urlpatterns = [
    path("", public.years, name="years"),
    path("units/", front.units, name="units"),
    path("units/<slug:code>/", front.unit_history, name="unit_history"),
    path("feed/", front.feed, name="feed"),
    path("glossary/", front.glossary, name="glossary"),
    path("objections/", front.objections, name="objections"),
    path("<int:year>/", public.year, name="year"),
    path("<int:year>/table/", public.table, name="table"),
    path("<int:year>/method/", public.method, name="method"),
    path("<int:year>/criteria/<str:code>/", front.criterion, name="criterion"),
    path("<int:year>/data/", open_data.dictionary, name="data"),
    path("<int:year>/<slug:code>/", public.unit, name="unit"),
]
