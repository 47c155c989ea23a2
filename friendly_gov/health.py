"""Is the portal alive? For the machine that watches it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from kernel.access import public


@public
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "up"})
