"""bin/bench desk: appraise a dossier by keyboard in a real browser.

Keys and time per criterion, and the server's time.
"""

import json
import shutil
import statistics
import time

from playwright.sync_api import Page, expect, sync_playwright

from bench import YEAR
from bench.client import TOKEN, Client
from bench.servers import PORT, python, serving, sqlite

CRITERIA = 69
# One criterion in ten differs: no points, the second phrase as justification, and on to the next open one.
EVERY = 10
AGREE, DIFFER = ("a",), ("z", "Shift+Digit2", "u")


def main() -> None:
    with sqlite(114) as url:
        world = json.loads(python(url, "bench.build", "114"))
        python(url, "django", "collectstatic", "--no-input", "--verbosity", "0")
        python(url, "bench.unscored", world["reviewing"])
        with serving(url), sync_playwright() as started:
            path = shutil.which("chromium") or shutil.which("google-chrome")
            browser = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
            keys, times = _appraise(_page(browser, world["cookies"]["appraiser"]), world["reviewing"])
            browser.close()
            trivial, following = _server(world)
    print("## The review desk by keys, SQLite, 114 communes\n")
    print("| what | value |\n|---|---:|")
    print(f"| criteria | {len(times)} |\n| keys per criterion | {keys / len(times):.2f} |")
    print(f"| from a key to the next criterion, median ms | {statistics.median(times):.0f} |")
    print(f"| the same, 95 % ms | {statistics.quantiles(times, n=20)[18]:.0f} |")
    print(f"| server, the next criterion, median ms (bound 100) | {following:.1f} |")
    print(f"| server, the trivial view of this run, median ms | {trivial:.1f} |")


def _page(browser, cookie: str) -> Page:
    address = f"http://127.0.0.1:{PORT}"
    context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 768}, locale="vi-VN")
    names = {"sessionid": cookie, "csrftoken": TOKEN}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in names.items()])
    return context.new_page()


def _appraise(page: Page, code: str) -> tuple[int, list[float]]:
    """Every criterion in turn; the last one ends once all are stored."""
    page.goto(f"/appraisal/{YEAR}/{code}/review/?show=open")
    page.wait_for_load_state("networkidle")
    keys, times = 0, []
    for number in range(CRITERIA):
        here = page.locator("#criterion").get_attribute("data-code")
        pressed = DIFFER if number % EVERY == EVERY - 1 else AGREE
        keys += len(pressed)
        started = time.perf_counter()
        for key in pressed:
            page.keyboard.press(key)
        if number < CRITERIA - 1:
            page.wait_for_selector(f"#criterion:not([data-code='{here}'])")
        times.append(1000 * (time.perf_counter() - started))
    expect(page.locator("#progress-header")).to_contain_text(f"{CRITERIA}/{CRITERIA}", timeout=60_000)
    return keys, times


def _server(world: dict, rounds: int = 40) -> tuple[float, float]:
    """Median milliseconds of the trivial view, and of the next criterion as the page asks for it."""
    client = Client(PORT, world["cookies"]["appraiser"])
    criterion = f"/appraisal/{YEAR}/{world['reviewing']}/review/I.2.2/"
    asked = {"trivial": lambda: client.get("/bench/trivial/"), "criterion": lambda: client.get_piece(criterion)}
    trivial, following = (statistics.median([ask().ms for _ in range(rounds)]) for ask in asked.values())
    return trivial, following
