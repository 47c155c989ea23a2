"""The target page of a message."""

from django.urls import NoReverseMatch, reverse


def path_to(name: str, *arguments) -> str:
    """The path of a page, or of the first page where this portal has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return "/"
