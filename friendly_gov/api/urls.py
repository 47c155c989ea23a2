"""The URLs of the read API, version 1."""

from friendly_gov.api.addresses import addresses

app_name = "api"

urlpatterns = addresses()
