"""Keep a request in one piece of CPython's stack, so that what a page costs does not depend on how deep it is called.

CPython keeps the frames of Python calls in pieces of 16 KB. A loop whose calls cross the end of a piece takes a new one
and gives it back at every call (python/cpython#142183; mended in the last 3.13 and 3.14). Figures: decision 94.
"""

# Room for this many values: the piece that holds such a frame is of 256 KB, of which 120 are left for what it calls.
_VALUES = 17_000


def one_piece_of_stack(get_response):
    """The first middleware: its frame asks for so much room that the whole request fits beside it."""

    def middleware(request):
        return get_response(request)

    middleware.__code__ = middleware.__code__.replace(co_stacksize=_VALUES)
    return middleware
