"""Pictures of the portal for the guides and the README, as each role sees it: bin/screenshots [NAME ...].

WebP, because a picture of 1440 pixels then takes some 50 kB; friendly_gov/guide_pictures.py shows them in the guides.
"""

import io
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent / "images"
PORT = 8799
BASE = f"http://127.0.0.1:{PORT}"
PASSWORD = "thanthien-2026"  # noqa: S105 (the demonstration's, printed by bin/demo)
WIDE, PHONE = 1440, 390
BOTH = (WIDE, PHONE)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True)
class Shot:
    """A picture: who sees it ("" is nobody), on which page, at which widths, scrolled to what, by which links."""

    who: str
    where: str
    widths: tuple[int, ...] = (WIDE,)
    at: str = ""
    follow: tuple[str, ...] = ()


# In 2027 commune 10532 is still writing, 10543 is under appraisal; 2026 is published.
SHOTS: dict[str, Shot] = {
    # communes
    "sign-in": Shot("", "/account/login/"),
    "home-commune": Shot("cong-chuc.10532", "/", BOTH),
    "registration": Shot("cong-chuc.10532", "/cycles/2027/10532/registration/"),
    "self-assessment": Shot("cong-chuc.10532", "/evidence/2027/10532/self-assessment/I.1.6/", BOTH),
    "score-table": Shot("cong-chuc.10532", "/evidence/2027/10532/self-assessment/table/"),
    "evidence": Shot("cong-chuc.10532", "/evidence/2027/10532/self-assessment/I.1.6/", at=".file-set"),
    "workbook": Shot("cong-chuc.10532", "/evidence/2027/10532/workbook/"),
    "surveys": Shot("cong-chuc.10532", "/surveys/2027/10532/own/"),
    "dossier": Shot("cong-chuc.10532", "/evidence/2027/10532/dossier/"),
    "sending": Shot("chu-tich.10532", "/evidence/2027/10532/dossier/sending/"),
    "inquiry": Shot("cong-chuc.11218", "/evidence/2027/11218/inquiries/supplement/1/"),
    "own-breach": Shot("chu-tich.11413", "/appraisal/2027/11413/breaches/7/"),
    "messages": Shot("cong-chuc.10532", "/messages/"),
    "mails-and-language": Shot("cong-chuc.10532", "/messages/settings/"),
    # the department
    "home-officer": Shot("so-noi-vu", "/"),
    "year-board": Shot("so-noi-vu", "/cycles/2027/"),
    "open-year": Shot("so-noi-vu", "/scoring/cycles/open/"),
    "registrations": Shot("so-noi-vu", "/cycles/2027/registrations/"),
    "entry": Shot("so-noi-vu", "/cycles/2027/registrations/10532/"),
    "dossiers": Shot("so-noi-vu", "/evidence/2027/dossiers/"),
    "team": Shot("so-noi-vu", "/appraisal/2027/team/"),
    "record-breach": Shot("so-noi-vu", "/appraisal/2027/breaches/new/"),
    "progress": Shot("to-truong", "/appraisal/2027/progress/"),
    "search": Shot("so-noi-vu", "/search/?q=công khai"),
    "questionnaires": Shot("so-noi-vu", "/surveys/questionnaires/"),
    "registry": Shot("so-noi-vu", "/records/2026/registry/"),
    # the appraisal team
    "reviews": Shot("tham-dinh-2", "/appraisal/2027/reviews/"),
    "desk": Shot("tham-dinh-2", "/appraisal/2027/10543/review/I.1.1/"),
    "inquiries": Shot("tham-dinh-3", "/appraisal/2027/11218/review/inquiries/"),
    "visit": Shot("tham-dinh-5", "/appraisal/2027/visits/2/", BOTH),
    "differences-settled": Shot("to-truong", "/appraisal/2027/10573/review/differences/"),
    "summary": Shot("to-truong", "/appraisal/2027/10573/review/summary/"),
    "agreement": Shot("to-truong", "/appraisal/2027/agreement/"),
    # the leaders
    "home-leader": Shot("lanh-dao", "/"),
    "ranking": Shot("lanh-dao", "/results/2026/"),
    "steps": Shot("lanh-dao", "/results/2026/steps/"),
    "standing": Shot("lanh-dao", "/results/2026/10525/"),
    # the administrators
    "people": Shot("quan-tri", "/accounts/people/"),
    "person": Shot("quan-tri", "/accounts/people/1/"),
    "undeliverable": Shot("quan-tri", "/accounts/mails/"),
    "operations": Shot("quan-tri", "/operations/"),
    "texts": Shot("quan-tri", "/papers/texts/"),
    "trail": Shot("quan-tri", "/trail/"),
    "scoring-table": Shot("quan-tri", "/scoring/rubrics/QD5049-2025/"),
    "points": Shot("quan-tri", "/scoring/rubrics/du-thao-2028/points/"),
    "differences": Shot("quan-tri", "/scoring/rubrics/du-thao-2028/differences/"),
    # citizens
    "front": Shot("", "/", BOTH),
    "public": Shot("", "/results/public/2026/", BOTH),
    "public-unit": Shot("", "/results/public/units/10525/", (PHONE,)),
    # The address of a survey is random.
    "survey": Shot("so-noi-vu", "/surveys/2027/10532/own/", (PHONE,), follow=("a.row-link", ".survey-address a")),
}


def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with serving(), sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name in names or SHOTS:
            for width in SHOTS[name].widths:
                take(browser, name, width)
        browser.close()
    if not names:
        for stale in {path.name for path in FOLDER.iterdir()} - picture_names():
            (FOLDER / stale).unlink()


def picture_names() -> set[str]:
    """The files that this script makes."""
    return {f"{name}-{width}.webp" for name, shot in SHOTS.items() for width in shot.widths}


def take(browser: Browser, name: str, width: int) -> None:
    """One picture of one page: the top of it, or the part that it is about, as it meets the eye."""
    shot = SHOTS[name]
    size = {"width": width, "height": 900 if width > 600 else 844}
    context = browser.new_context(base_url=BASE, viewport=size, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    if shot.who:
        sign_in(page, shot.who)
    page.goto(shot.where, wait_until="networkidle")
    for link in shot.follow:
        page.goto(str(page.locator(link).first.get_attribute("href")), wait_until="networkidle")
    if shot.at:
        page.locator(shot.at).first.evaluate("element => element.scrollIntoView({block: 'start'})")
    keep(page.screenshot(), FOLDER / f"{name}-{width}.webp")
    context.close()


def keep(png: bytes, path: Path) -> None:
    """Store a picture small: letters stay sharp at this quality."""
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(path, "WEBP", quality=80, method=6)


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
