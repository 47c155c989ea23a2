"""Names and flags of the portal's cookies.

With `__Host-` before its name a browser takes a cookie only over TLS, from this host, for all its pages: no other host
of the domain can plant one. Without TLS (a demonstration) the prefix would be refused.
"""

from typing import Any


def cookie_settings(prefix: str, *, https: bool) -> dict[str, Any]:
    """Django's settings of cookies."""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}sessionid",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_NAME": f"{prefix}csrftoken",
        "CSRF_COOKIE_SECURE": https,
        "LANGUAGE_COOKIE_NAME": f"{prefix}django_language",
        "LANGUAGE_COOKIE_SECURE": https,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
    }
