"""Pictures of the key pages, as each role sees them in the demonstration: bin/screenshots [NAME ...]."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent / "images"
PORT = 8799
BASE = f"http://127.0.0.1:{PORT}"
PASSWORD = "thanthien-2026"  # noqa: S105 (the demonstration's, printed by bin/demo)
WIDTHS = (1440, 390)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

# name: (who, where); "" is nobody. Commune 10525 is still writing in the later year, 10543 is under appraisal.
PAGES: dict[str, tuple[str, str]] = {
    "sign-in": ("", "/account/login/"),
    "home-commune": ("cong-chuc.10525", "/"),
    "registration": ("cong-chuc.10525", "/cycles/2027/10525/registration/"),
    "self-assessment": ("cong-chuc.10525", "/evidence/2027/10525/self-assessment/I.1.1/"),
    "dossier": ("cong-chuc.10525", "/evidence/2027/10525/dossier/"),
    "surveys": ("cong-chuc.10525", "/surveys/2027/10525/own/"),
    "home-officer": ("so-noi-vu", "/"),
    "year-board": ("so-noi-vu", "/cycles/2027/"),
    "registrations": ("so-noi-vu", "/cycles/2027/registrations/"),
    "team": ("so-noi-vu", "/appraisal/2027/team/"),
    "desk": ("tham-dinh-2", "/appraisal/2027/10543/review/I.1.1/"),
    "differences-settled": ("to-truong", "/appraisal/2027/10573/review/differences/"),
    "visit": ("tham-dinh-5", "/appraisal/2027/visits/2/"),
    "inquiry": ("cong-chuc.11218", "/evidence/2027/11218/inquiries/supplement/1/"),
    "agreement": ("to-truong", "/appraisal/2027/agreement/"),
    "progress": ("to-truong", "/appraisal/2027/progress/"),
    "ranking": ("lanh-dao", "/results/2026/"),
    "people": ("quan-tri", "/accounts/people/"),
    "undeliverable": ("quan-tri", "/accounts/mails/"),
    "operations": ("quan-tri", "/operations/"),
    "search": ("so-noi-vu", "/search/?q=công khai"),
    "messages": ("so-noi-vu", "/messages/"),
    "mails-and-language": ("so-noi-vu", "/messages/settings/"),
    "scoring-table": ("quan-tri", "/scoring/rubrics/QD5049-2025/"),
    "points": ("quan-tri", "/scoring/rubrics/du-thao-2028/points/"),
    "differences": ("quan-tri", "/scoring/rubrics/du-thao-2028/differences/"),
    "front": ("", "/"),
    "public": ("", "/results/public/2026/"),
}


def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with serving(), sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name in names or PAGES:
            for width in WIDTHS:
                take(browser, name, width)
        browser.close()


def take(browser: Browser, name: str, width: int) -> None:
    """One picture of one page; the top of it, as it meets the eye."""
    who, where = PAGES[name]
    context = browser.new_context(base_url=BASE, viewport={"width": width, "height": 900 if width > 600 else 844})
    page = context.new_page()
    if who:
        sign_in(page, who)
    page.goto(where, wait_until="networkidle")
    page.screenshot(path=FOLDER / f"{name}-{width}.png")
    context.close()


def sign_in(page: Page, who: str) -> None:
    """Sign a person of the demonstration in."""
    page.goto("/account/login/")
    page.fill("input[name=login]", f"{who}@demo.invalid")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{BASE}/")


@contextmanager
def serving() -> Iterator[None]:
    """The demonstration, served for the pictures alone."""
    command = ["granian", "--interface", "wsgi", "--port", str(PORT), "--log-level", "error"]
    server = subprocess.Popen([*command, "friendly_gov.wsgi:application"], env=os.environ)  # noqa: S603
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{BASE}/health/")  # noqa: S310 (our own server)
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main(sys.argv[1:])
