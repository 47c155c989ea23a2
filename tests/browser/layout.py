"""Elements that extend beyond the page, once it is rendered."""

from playwright.sync_api import Page

# Loaded, with its fonts, and rendered twice: before its style sheets are loaded, a page has another width.
AT_REST = """() => document.fonts.ready.then(() => new Promise(
done => requestAnimationFrame(() => requestAnimationFrame(done))))"""
STICKING_OUT = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
.slice(0, 4).map(e => `sticks out: ${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)"""

# A word with a letter a line: its cell or its column is squeezed to nothing.
SQUEEZED = """() => { const found = [], range = document.createRange();
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode() && found.length < 4) {
const word = texts.currentNode.data.trim();
if (word.length < 3 || word.length > 15 || /\\s/.test(word)) continue;
range.selectNodeContents(texts.currentNode);
if (new Set([...range.getClientRects()].map(one => Math.round(one.top))).size >= word.length)
found.push(`a letter a line: ${word}`);
}
return found; }"""


# A part that is renewed by its id would take the place of another one.
SAME_ID = """() => { const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))]
.map(id => `two elements have the id ${id}`); }"""


def at_rest(page: Page) -> None:
    """Wait until the page is loaded and rendered."""
    page.wait_for_load_state("load")
    page.evaluate(AT_REST)


def sticking_out(page: Page) -> list[str]:
    """The first elements that extend beyond the right edge of the window, or whose words are broken letter by letter;
    none where the page fits."""
    at_rest(page)
    return page.evaluate(STICKING_OUT) + page.evaluate(SQUEEZED)


# Elements that the Tab key must reach, in this state of the page: of a group of radio buttons only one.
WALK = """() => {
const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
.filter(e => e.tabIndex >= 0 && !e.disabled && e.type !== "radio" && e.type !== "hidden" && e.getClientRects().length
&& e.checkVisibility());
const marked = e => { const s = getComputedStyle(e);
return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none"; };
const name = e => `${e.tagName}#${e.id}.${e.className} ${e.textContent.trim().slice(0, 20)}`;
window.walk = {all: new Set(all), dull: new Set(), name};
document.addEventListener("focusin", ({target: e}) => {
window.walk.all.delete(e);
if (![e, e.nextElementSibling, ...(e.labels || [])].some(one => one && marked(one))) window.walk.dull.add(e);
});
document.activeElement.blur();
return all.length;
}"""
WALKED = """() => [...[...window.walk.all].map(e => `Tab never reaches: ${window.walk.name(e)}`),
...[...window.walk.dull].map(e => `focus is not seen: ${window.walk.name(e)}`)].slice(0, 6)"""
PRINTED = """() => { const shown = e => e.getClientRects().length;
const controls = [...document.querySelectorAll(
".top, .foot, nav:not(.tree-frame), button, .btn, .filters, .pager, input[type=file], input[type=search]")]
.filter(shown);
const labels = [...document.querySelectorAll("label")]
.filter(e => e.offsetHeight > 1 && e.control && !shown(e.control));
const heads = [...document.querySelectorAll("thead")].filter(e => shown(e) && e.clientHeight < 2);
const cut = [...document.querySelectorAll("table, svg")].filter(e => e.getBoundingClientRect().right > innerWidth + 1);
return [...controls, ...labels].map(e => `printed: ${e.tagName}.${e.className}`).slice(0, 6)
.concat(heads.map(e => `printed as cards: ${e.parentElement.className}`))
.concat(cut.map(e => `cut on paper: ${e.tagName}.${e.getAttribute("class")}`)); }"""
A4 = 718  # the width of a sheet without its margins, in CSS pixels


def out_of_reach(page: Page) -> list[str]:
    """What the Tab key does not reach from the top of the page to its end, and where the focus is not seen."""
    for _step in range(page.evaluate(WALK) + 5):
        page.keyboard.press("Tab")
    return page.evaluate(WALKED)


def printed_controls(page: Page) -> list[str]:
    """What a sheet of A4 would show or lose: navigation, buttons and pickers; tables as cards, tables and plots cut."""
    size = page.viewport_size
    page.set_viewport_size({"width": A4, "height": 1000})
    page.emulate_media(media="print")
    result = page.evaluate(PRINTED)
    page.emulate_media(media="screen")
    page.set_viewport_size(size)
    return result
