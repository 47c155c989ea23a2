from django.urls import path

from accounts.views import grants, mails, people, people_import, profile, support_views

app_name = "accounts"

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/sign-ins/", profile.sign_ins, name="own_sign_ins"),
    path("profile/sessions/<int:pk>/end/", profile.end_session, name="end_session"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/import/", people_import.import_people, name="import"),
    path("people/import/confirm/", people_import.confirm_import, name="confirm_import"),
    path("people/import/people.xlsx", people_import.template, name="import_template"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/grant/", people.grant, name="grant"),
    path("people/<int:pk>/rename/", people.rename, name="rename"),
    path("people/<int:pk>/disable/", people.disable, name="disable"),
    path("people/<int:pk>/data.json", people.data, name="person_data"),
    path("people/<int:pk>/erase/", people.erase, name="erase"),
    path("people/<int:pk>/enable/", people.enable, name="enable"),
    path("people/<int:pk>/sign-ins/", people.sign_ins, name="sign_ins"),
    path("people/<int:pk>/sign-out/", people.sign_out, name="sign_out"),
    path("people/<int:pk>/second-step/reset/", people.reset_second_step, name="reset_second_step"),
    path("people/<int:pk>/single-sign-on/disconnect/", people.disconnect, name="disconnect_single_sign_on"),
    path("people/<int:pk>/support-view/", support_views.ask, name="ask_support_view"),
    path("support-views/", support_views.own, name="own_support_views"),
    path("support-views/<int:pk>/consent/", support_views.consent, name="consent_to_support_view"),
    path("support-views/<int:pk>/refuse/", support_views.refuse, name="refuse_support_view"),
    path("support-views/<int:pk>/begin/", support_views.begin, name="begin_support_view"),
    path("support-views/<int:pk>/end/", support_views.end, name="end_support_view"),
    path("people/<int:pk>/resend/", people.resend, name="resend"),
    path("roles/asked/", grants.requests, name="grant_requests"),
    path("roles/asked/<int:pk>/confirm/", grants.confirm, name="confirm_role"),
    path("roles/asked/<int:pk>/refuse/", grants.refuse, name="refuse_role"),
    path("mails/", mails.undeliverable, name="undeliverable"),
    path("mails/<int:pk>/again/", mails.again, name="retry_mail"),
    path("roles/<int:pk>/withdraw/", people.withdraw, name="withdraw"),
]
