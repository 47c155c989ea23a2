"""The portal's addresses: each app's own, under nouns in the plural."""

from django.urls import include, path
from django.views.i18n import set_language

from friendly_gov import home, search, store
from friendly_gov.health import health
from kernel.access import public

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.units, name="search"),
    path("store/", store.store, name="store"),
    path("health/", health, name="health"),
    path("language/", public(set_language), name="set_language"),
    path("account/", include("friendly_gov.account_urls")),
    path("accounts/", include("accounts.urls")),
    path("audit/", include("audit.urls")),
    path("documents/", include("documents.urls")),
    path("messages/", include("notifications.urls")),
    path("cycles/", include("communes.urls")),
    path("scoring/", include("scoring.urls")),
    path("evidence/", include("evidence.urls")),
    path("appraisal/", include("appraisal.urls")),
    path("results/", include("results.urls")),
]

handler400 = "friendly_gov.errors.bad_request"
handler403 = "friendly_gov.errors.permission_denied"
handler404 = "friendly_gov.errors.page_not_found"
handler500 = "friendly_gov.errors.server_error"
