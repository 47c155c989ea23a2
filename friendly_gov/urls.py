"""The portal's URLs: each app has its own, under plural nouns."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from friendly_gov import help as help_pages
from friendly_gov import home, language, search, store, tour_views
from friendly_gov.health import health, live
from friendly_gov.metrics import metrics
from friendly_gov.privacy import privacy
from results.views import front

urlpatterns = [
    path("", home.first_page, name="home"),
    *i18n_patterns(
        path("", front.front, name="front"),
        path("results/public/", include("results.public_urls")),
        prefix_default_language=False,
    ),
    path("sitemap.xml", front.sitemap, name="sitemap"),
    path("robots.txt", front.robots, name="robots"),
    path("tour/dismiss/", tour_views.dismiss, name="dismiss_tour"),
    path("tour/show/", tour_views.show, name="show_tour"),
    path("help/", help_pages.help_page, name="help"),
    path("help/search/", help_pages.guide_search, name="guide_search"),
    path("help/<slug:name>/", help_pages.guide, name="guide"),
    path("search/", search.units, name="search"),
    path("search/suggestions/", search.suggestions, name="suggestions"),
    path("trail/", include("friendly_gov.trail.urls")),
    path("privacy/", privacy, name="privacy"),
    path("store/", store.store, name="store"),
    path("operations/", include("operations.urls")),
    path("tokens/", include("tokens.urls")),
    path("webhooks/", include("webhooks.urls")),
    path("health/", health, name="health"),
    path("health/live/", live, name="health_live"),
    path("metrics/", metrics, name="metrics"),
    path("language/", language.switch, name="set_language"),
    path("account/", include("friendly_gov.account_urls")),
    path("accounts/", include("accounts.urls")),
    path("audit/", include("audit.urls")),
    path("documents/", include("documents.urls")),
    path("messages/", include("notifications.urls")),
    path("papers/", include("papers.urls")),
    path("records/", include("records.urls")),
    path("cycles/", include("communes.urls")),
    path("scoring/", include("scoring.urls")),
    path("k/", include("surveys.public_urls")),
    path("surveys/", include("surveys.urls")),
    path("evidence/", include("evidence.urls")),
    path("appraisal/", include("appraisal.urls")),
    path("results/", include("results.urls")),
    path("api/v1/", include("friendly_gov.api.urls")),
]

handler400 = "friendly_gov.errors.bad_request"
handler403 = "friendly_gov.errors.permission_denied"
handler404 = "friendly_gov.errors.page_not_found"
handler500 = "friendly_gov.errors.server_error"
