"""bin/lighthouse: scores of the main pages as their people see them, on a phone and on a desktop."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from docs.screenshots import ARGUMENTS, BASE, serving, sign_in

_PROGRAM = Path("var/tools/lighthouse/node_modules/.bin/lighthouse")
_FORMS = ("mobile", "desktop")
# Of 100. Search engines see public pages alone; sign-in and pages of officials refuse them on purpose.
_PUBLIC = {"front", "public-year"}
_BOUNDS = {"performance": 95, "accessibility": 100, "best-practices": 100}
_PUBLIC_BOUNDS = _BOUNDS | {"seo": 100}
_MAX_SHIFT = 0.05
_MAX_KILOBYTES = 250
# Files of the communes, and their pictures: as large as they were made.
_FILES = ("/evidence/files/", "/photos/")

# name: (who, where); "" is nobody.
PAGES: dict[str, tuple[str, str]] = {
    "front": ("", "/"),
    "sign-in": ("", "/account/login/"),
    "public-year": ("", "/results/public/2026/"),
    "home-commune": ("cong-chuc.10532", "/"),
    "home-officer": ("so-noi-vu", "/"),
    "self-assessment": ("cong-chuc.10532", "/evidence/2027/10532/self-assessment/I.1.6/"),
    "desk": ("tham-dinh-2", "/appraisal/2027/10543/review/I.1.1/"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What Lighthouse says of one page: scores of 100, the layout shift, the kilobytes of a first visit.

    The kilobytes are those of the portal; a file that the page shows, or fetches ahead, is not counted.
    """

    scores: dict[str, int]
    shift: float
    kilobytes: int

    @classmethod
    def of(cls, answer: dict) -> "Report":
        """The report of Lighthouse's JSON."""
        scores = {name: round(100 * (category["score"] or 0)) for name, category in answer["categories"].items()}
        audits = answer["audits"]
        sent = audits["network-requests"]["details"]["items"]
        size = sum(one["transferSize"] for one in sent if not any(part in one["url"] for part in _FILES)) / 1000
        return cls(scores, round(audits["cumulative-layout-shift"]["numericValue"], 3), round(size))

    def faults(self, bounds: dict[str, int]) -> list[str]:
        """The figures beyond the limits."""
        low = [f"{name} {self.scores[name]} < {bound}" for name, bound in bounds.items() if self.scores[name] < bound]
        low += [f"shift {self.shift} > {_MAX_SHIFT}"] if self.shift > _MAX_SHIFT else []
        return low + ([f"{self.kilobytes} KB > {_MAX_KILOBYTES}"] if self.kilobytes > _MAX_KILOBYTES else [])


def main(names: list[str]) -> int:
    """Print a line for each page and form; returns 1 where a bound is missed."""
    print("| page | form | performance | accessibility | best practices | SEO | shift | KB | beyond the bounds |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---|")
    failed = False
    with serving():
        cookies = _cookies({PAGES[name][0] for name in names or PAGES} - {""})
        for name in names or PAGES:
            who, where = PAGES[name]
            for form in _FORMS:
                report = _measure(where, form, cookies.get(who, ""))
                if report is None:
                    failed = True
                    print(f"| {name} | {form} | | | | | | | Lighthouse itself failed |", flush=True)
                    continue
                faults = report.faults(_PUBLIC_BOUNDS if name in _PUBLIC else _BOUNDS)
                failed = failed or bool(faults)
                scores = " | ".join(str(score) for score in report.scores.values())
                print(
                    f"| {name} | {form} | {scores} | {report.shift} | {report.kilobytes} | {'; '.join(faults)} |",
                    flush=True,
                )
    return int(failed)


def _cookies(people: set[str]) -> dict[str, str]:
    """The Cookie header of each person's session."""
    cookies = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=ARGUMENTS)
        for who in sorted(people):
            context = browser.new_context(base_url=BASE)
            sign_in(context.new_page(), who)
            cookies[who] = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
            context.close()
        browser.close()
    return cookies


def _measure(where: str, form: str, cookie: str) -> Report | None:
    """The report of one page; None where Lighthouse could not load or judge it."""
    with TemporaryDirectory() as folder:
        target = Path(folder, "report.json")
        command = [str(_PROGRAM), BASE + where, "--quiet", "--output=json", f"--output-path={target}"]
        command += ["--only-categories=performance,accessibility,best-practices,seo"]
        command += [f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}"]
        command += ["--preset=desktop"] if form == "desktop" else []
        command += [f"--extra-headers={json.dumps({'Cookie': cookie})}"] if cookie else []
        done = subprocess.run(command, env=os.environ | {"CHROME_PATH": _browser()})  # noqa: S603 (our command)
        if done.returncode:
            return None
        return Report.of(json.loads(target.read_text(encoding="utf-8")))


def _browser() -> str:
    return shutil.which("chromium") or shutil.which("google-chrome") or "chromium"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
