"""The read API's addresses, version 1."""

from results.api import addresses

app_name = "api"

urlpatterns = addresses()
