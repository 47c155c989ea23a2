"""Scripts and styles of our own use what Chrome 91 has, or do without it there.

`tests/browser/test_old_browsers.py` opens the two pages that matter most in the real programs.
"""

import re

import pytest

from tests.architecture.test_layers import ROOT, named

SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))

# Came to Chrome after 91. `static/js/polyfills.js` stands in for what libraries call.
NEW_IN_SCRIPTS = re.compile(
    r"\bObject\.(?:hasOwn|groupBy)\b|\.(?:at|findLast|findLastIndex|toSorted|toReversed|toSpliced|group)\(|\bstatic \{"
    r"|\bstructuredClone\b|\bArray\.fromAsync\b|\bPromise\.(?:withResolvers|try)\b|\bAbortSignal\.(?:any|timeout)\b"
    r"|\b(?:showPopover|scheduler|navigation|startViewTransition|checkVisibility|canParse)\b|/[dgimsuy]*v[dgimsuy]*[,;)]"
)
# Without it the rest of its rule is lost; a plain value before it, or @supports around it, keeps the page whole.
NEW_IN_STYLES = re.compile(
    r":has\(|@container|\b\d+[dsl]v[hw]\b|\boklch\(|\blight-dark\(|\bsubgrid\b|@property|@scope|@layer|&"
)
COLOUR_MIX = re.compile(r"([\w-]+): color-mix\(")


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_scripts_call_nothing_newer(path):
    text = path.read_text(encoding="utf-8")

    assert path.name == "polyfills.js" or NEW_IN_SCRIPTS.findall(re.sub(r"//.*", "", text)) == []


def without_supports(text: str) -> str:
    return re.sub(r"@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", text)


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_styles_stay_whole_without_what_is_newer(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", without_supports(text))

    # A rule that only decorates may name `:has` in a selector of its own; in a list it would take the others with it.
    lost = [head.strip() for head, _ in rules if NEW_IN_STYLES.search(head) and "," in head]
    hidden = [head.strip() for head, body in rules if ":has(" in head and "display: block" in body]
    bare = [
        head.strip()
        for head, body in rules
        for name in COLOUR_MIX.findall(body)
        if not re.search(rf"{name}: (?!color-mix)[^;]+;.*{name}: color-mix\(", body)
    ]
    # Chrome before 120 answers no to "scripting: enabled", whatever is so.
    assert (lost, hidden, bare, "scripting: enabled" in text) == ([], [], [], False)
