"""The URLs of the read API, version 1."""

from results.api import addresses

app_name = "api"

urlpatterns = addresses()
