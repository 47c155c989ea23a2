"""What sticks out of a page, once it is drawn at rest."""

from playwright.sync_api import Page

# Loaded, its letters there, and drawn twice: before its style sheets are there, a page has another width.
AT_REST = """() => document.fonts.ready.then(() => new Promise(
done => requestAnimationFrame(() => requestAnimationFrame(done))))"""
STICKING_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
.slice(0, 4).map(e => `sticks out: ${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)"""


def at_rest(page: Page) -> None:
    """Wait until the page is loaded and drawn."""
    page.wait_for_load_state("load")
    page.evaluate(AT_REST)


def sticking_out(page: Page) -> list[str]:
    """The first elements that reach over the right edge of the window; none where the page fits."""
    at_rest(page)
    return page.evaluate(STICKING_OUT)
