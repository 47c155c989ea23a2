"""The menu and the frame around every page, as data."""


def frame(request):
    """Context of base.html."""
    return {}
