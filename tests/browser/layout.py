"""Elements that extend beyond the page, once it is rendered."""

from playwright.sync_api import Page

# Loaded, with its fonts, and rendered twice: before its style sheets are loaded, a page has another width.
AT_REST = """() => document.fonts.ready.then(() => new Promise(
done => requestAnimationFrame(() => requestAnimationFrame(done))))"""
STICKING_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
.slice(0, 4).map(e => `sticks out: ${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)"""


def at_rest(page: Page) -> None:
    """Wait until the page is loaded and rendered."""
    page.wait_for_load_state("load")
    page.evaluate(AT_REST)


def sticking_out(page: Page) -> list[str]:
    """The first elements that extend beyond the right edge of the window; none where the page fits."""
    at_rest(page)
    return page.evaluate(STICKING_OUT)
