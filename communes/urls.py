from django.urls import path, re_path

from communes.views import calendar, commune, days_decisions, department, extension_requests, hand_offs

app_name = "communes"

urlpatterns = [
    path("", department.cycles, name="cycles"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/renew/", calendar.renew, name="renew_calendar"),
    re_path(r"^calendar/(?P<key>[\w-]{43})/(?P<language>vi|en)\.ics$", calendar.feed, name="calendar_feed"),
    path("<int:year>/", department.board, name="board"),
    path("<int:year>/remind/", department.remind, name="remind"),
    path("<int:year>/days/", days_decisions.correct, name="correct_days_decision"),
    path("<int:year>/days/file/", days_decisions.file, name="days_decision_file"),
    path("<int:year>/days/former/<int:version>/", days_decisions.former_file, name="former_days_decision_file"),
    path("<int:year>/registrations/", department.registrations, name="registrations"),
    path("<int:year>/registrations/<slug:code>/", department.entry, name="entry"),
    path("<int:year>/registrations/<slug:code>/accept/", department.accept, name="accept"),
    path("<int:year>/registrations/<slug:code>/return/", department.return_, name="return"),
    path("<int:year>/registrations/<slug:code>/decide/", department.decide, name="decide"),
    path("<int:year>/registrations/<slug:code>/extend/", department.extend, name="extend"),
    path("<int:year>/<slug:code>/registration/", commune.registration, name="registration"),
    path("<int:year>/<slug:code>/registration/save/", commune.save, name="save_registration"),
    path("<int:year>/<slug:code>/registration/send/", commune.send, name="submit_registration"),
    path("<int:year>/<slug:code>/registration/late/", commune.late, name="register_late"),
    path("<int:year>/<slug:code>/registration/withdraw/", commune.withdraw, name="withdraw"),
    path("<int:year>/<slug:code>/hand-over/<slug:subject>/", hand_offs.hand_over, name="hand_over"),
    path("<int:year>/<slug:code>/hand-over/<slug:subject>/return/", hand_offs.return_hand_off, name="return_hand_off"),
    path("<int:year>/<slug:code>/extension/<slug:step>/ask/", extension_requests.ask, name="ask_extension"),
    path("<int:year>/<slug:code>/extension/<slug:step>/refuse/", extension_requests.refuse, name="refuse_extension"),
    path("<int:year>/<slug:code>/registration/plan/", commune.plan, name="plan"),
]
