"""Each page as its own reader, in a real Chromium: no errors, accessible, nothing overflowing, in one language."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from tests.browser.conftest import AXE
from tests.browser.layout import SAME_ID, out_of_reach, printed_controls, sticking_out
from tests.permissions.expected import ROWS, Row
from tests.permissions.test_matrix import address
from tests.permissions.world import build_world

pytestmark = pytest.mark.django_db(transaction=True)

# Responses that are no page: files, htmx partials, redirects, data for programs.
NO_PAGES = {
    "health",
    "health_live",
    "suggestions",
    "openid_connect_callback",
    "metrics",
    "communes:calendar_feed",
    "accounts:import_template",
    "accounts:person_data",
    "communes:plan",
    "documents:export_file",
    "evidence:archive",
    "evidence:dossier_pdf_file",
    "evidence:dossier_pdf_state",
    "evidence:file",
    "evidence:thumbnail",
    "evidence:converted",
    "evidence:file_set",
    "evidence:paper_file",
    "evidence:paper_state",
    "evidence:paper_word",
    "appraisal:breach_document",
    "appraisal:presence",
    "appraisal:minutes_file",
    "appraisal:signed_minutes",
    "appraisal:own_breach_file",
    "appraisal:visit_checklist",
    "appraisal:visit_photo",
    "appraisal:team_decision",
    "public:feed",
    "sitemap",
    "help",
    "robots",
    "results:index",
    "results:download",
    "results:board_data",
    "results:open_data",
    "results:data_package",
    "results:csvw",
    "results:catalog",
    "api:openapi-json",
    "api:api-root",
    "api:years",
    "api:units",
    "api:unit",
    "api:criteria",
    "api:scores",
    "api:changes",
    "api:token",
    "api:registrations",
    "api:dossiers",
    "api:dossier",
    "api:standings",
    "api:steps",
    "results:open_criteria",
    "results:open_table",
    "results:what_if_download",
    "results:paper",
    # A file for the page of examples; tests/results/test_examples.py opens it.
    "results:example_file",
    # Signed files; the board of the year links them.
    "communes:days_decision_file",
    "communes:former_days_decision_file",
    "papers:signed",
    # A file that verifies without the portal; tests/browser/test_proof.py opens it.
    "trail:proof",
    "trail:roots",
    "records:release_file",
    "surveys:poster",
    "surveys:paper_template",
    # A page that only an issued paper has; tests/papers/test_checking.py reads it.
    "papers:check",
    "scoring:hint_workbook",
    "scoring:workbook",
    "appraisal:workbook",
    "scoring:scan",
    "scoring:decision_file",
    "scoring:former_decision_file",
    # A page that only a revoked unit has; nobody in this world was revoked.
    "results:withdrawal",
}
PAGES = {
    "anonymous": [
        "account_login",
        "guide",
        "guide_search",
        "privacy",
        "account_reset_password",
        "papers:check_by_code",
        "front",
        "public:years",
        "public:units",
        "public:unit_history",
        "public:criterion",
        "public:objections",
        "public:glossary",
        "public:year",
        "public:unit",
        "public:table",
        "public:data",
        "public:method",
        "answering:survey",
        "answering:thanks",
    ],
    "no_role": ["home", "accounts:profile", "accounts:own_sign_ins", "communes:calendar"],
    "editor": ["accounts:own_support_views"],
    "head": [
        "home",
        "communes:registration",
        "evidence:assessment",
        "evidence:criterion",
        "evidence:score_table",
        "evidence:describe_item",
        "evidence:removed",
        "evidence:choose_files",
        "evidence:add_link",
        "evidence:upload_workbook",
        "surveys:year",
        "surveys:figures",
        "surveys:texts",
        "surveys:hide_name",
        "surveys:papers",
        "surveys:paper_workbooks",
        "evidence:dossier",
        "evidence:receipt",
        "evidence:former_dossiers",
        "evidence:sending",
        "evidence:reading",
        "evidence:dossier_contents",
        "evidence:find",
        "evidence:inquiry",
        "evidence:paper",
        "appraisal:own_breach",
        "appraisal:own_visit",
        "results:standing",
        "results:gaps",
        "results:sharing",
        "results:examples",
        "trail:unit_year",
        "surveys:own",
        "surveys:survey",
        "notifications:inbox",
        "notifications:settings",
        "scoring:rubric",
        "account_change_password",
        "mfa_index",
    ],
    "officer": [
        "home",
        "search",
        "surveys:questionnaires",
        "surveys:version",
        "surveys:question",
        "communes:cycles",
        "communes:board",
        "communes:correct_days_decision",
        "communes:registrations",
        "communes:entry",
        "scoring:open_cycle",
        "scoring:close_cycle",
        "scoring:rubrics",
        "scoring:rubric",
        "scoring:assessments",
        "scoring:hints",
        "scoring:issued_hints",
        "evidence:dossiers",
        "evidence:hints",
        "evidence:dossier",
        "appraisal:team",
        "appraisal:terms",
        "appraisal:breaches",
        "appraisal:record_breach",
        "results:ranking",
        "results:board",
        "results:report",
        "papers:paper",
        "papers:sign",
        "records:registry",
        "records:entry",
        "records:archive",
        "results:what_if_choice",
        "documents:export",
        "results:what_if",
    ],
    "appraiser": [
        "home",
        "evidence:dossier_contents",
        "evidence:view_item",
        "appraisal:reviews",
        "appraisal:former_reviews",
        "appraisal:upload_workbook",
        "appraisal:review",
        "appraisal:criterion",
        "appraisal:minutes",
        "appraisal:inquiries",
        "appraisal:summary",
        "appraisal:visits",
        "appraisal:visit",
        "appraisal:plan_visit",
        "appraisal:change_visit",
    ],
    "lead": [
        "home",
        "appraisal:team",
        "appraisal:agreement",
        "appraisal:progress",
        "appraisal:differences",
        "appraisal:summary",
        "appraisal:breach",
        "results:steps",
    ],
    "leader": [
        "home",
        "results:ranking",
        "results:standing",
        "results:steps",
        "results:correction",
        "results:revocation",
    ],
    "administrator": [
        "store",
        "home",
        "accounts:people",
        "trail:whole",
        "accounts:person",
        "accounts:sign_ins",
        "accounts:grant_requests",
        "accounts:invite",
        "accounts:import",
        "accounts:undeliverable",
        "tokens:own",
        "tokens:all",
        "webhooks:endpoints",
        "webhooks:deliveries",
        "papers:texts",
        "papers:text",
        "results:what_if",
        "scoring:differences",
        "scoring:correct_year",
        "scoring:correct_decision",
        "operations:overview",
        "scoring:confirm_figures",
        "scoring:draft_rubric",
        "scoring:describe_draft",
        "scoring:points",
        "scoring:guidance",
        "scoring:publish_rubric",
        "scoring:figure",
    ],
}
DARK = {
    "head": ["evidence:assessment", "evidence:dossier"],
    "officer": ["communes:board", "results:what_if"],
    "appraiser": ["appraisal:review"],
    "leader": ["results:ranking"],
    "anonymous": ["public:year"],
    "administrator": ["scoring:points", "scoring:differences"],
}
# An office screen, a tablet and a phone; axe reads the page at the first and the last.
WIDTHS = (1440, 820, 360)
ENGLISH = re.compile(
    r"\b(the|save|commune|communes|points|send|sent|of|and|is|are|from|your|with|page|year|yes)\b", re.I
)


def test_every_page_is_looked_at():
    seen = {name for names in PAGES.values() for name in names}
    assert {row.name for row in ROWS if row.method == "GET"} - NO_PAGES == {name for name in seen if ":" in name} | {
        "front",
        "guide",
        "guide_search",
        "home",
        "privacy",
        "search",
        "store",
    }


def visit(page, path: str, axe, widths, *, language: str) -> list[str]:
    """Everything that is wrong with one page, loaded once and then rendered at each width."""
    page.console_errors.clear()
    response = page.goto(path)
    result = [] if response.status == 200 else [f"status {response.status}"]
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        faults = sticking_out(page)
        if width in (widths[0], widths[-1]):
            faults += _against_axe(page, axe)
        result += [f"{width} px: {fault}" for fault in faults]
    result += page.evaluate(SAME_ID)
    if language == "vi":
        result += printed_controls(page)
        # 400 % zoom of a window of 1280 pixels (WCAG 1.4.10).
        page.set_viewport_size({"width": 320, "height": 640})
        result += [f"320 px: {fault}" for fault in sticking_out(page)]
        page.set_viewport_size({"width": widths[0], "height": 900})
        result += sorted({f"English: {line}" for line in _words(page).splitlines() if ENGLISH.search(line)})
    return [*result, *page.console_errors]


def _against_axe(page, axe) -> list[str]:
    """What axe finds: in each language, as names of controls and `lang` differ with it."""
    try:
        axe(page)
    except AssertionError as violation:
        return [str(violation).split("assert")[0]]
    return []


def _words(page) -> str:
    """The words that a person reads: no input of theirs, no words of another language, no `{year}` of a text."""
    text = page.evaluate(
        """() => {
        const other = [...document.querySelectorAll('[lang=en]')];
        other.forEach(element => element.hidden = true);
        return document.body.innerText;
        }"""
    )
    return re.sub(r"\{\w+\}", "", text)


def walk(names, world, page, axe, widths=WIDTHS, *, language="vi") -> dict:
    result = {}
    for name in names:
        path = reverse(name) if name.startswith(("account_", "mfa_")) else address(Row(name, "GET", ()), world)
        if faults := visit(page, path, axe, widths, language=language):
            result[name] = faults
    return result


def opened(page_for, address, world, role, *, language="vi", **options):
    page = page_for(world.people[role], **options)
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": address}])
    page.context.add_init_script(path=AXE)
    page.on("console", lambda message: message.type == "error" and page.console_errors.append(message.text))
    return page


@pytest.mark.long
@pytest.mark.parametrize(("language", "widths"), [("vi", WIDTHS), ("en", (1440,))])
@pytest.mark.parametrize("role", PAGES)
def test_pages_are_sound(role, language, widths, page_for, live_server, axe, at):
    at(2026, 12, 29)
    world = build_world()
    page = opened(page_for, live_server.url, world, role, language=language)

    assert walk(PAGES[role], world, page, axe, widths, language=language) == {}


@pytest.mark.parametrize("role", DARK)
def test_the_main_pages_are_readable_in_the_dark_walked_by_keys_and_fit_for_paper(role, page_for, live_server, axe, at):
    at(2026, 12, 29)
    world = build_world()
    page = opened(page_for, live_server.url, world, role, color_scheme="dark")

    assert walk(DARK[role], world, page, axe, (1440,)) == {}
    for name in DARK[role]:
        page.goto(address(Row(name, "GET", ()), world))
        assert {name: out_of_reach(page)} == {name: []}


def test_the_communes_work_is_sound_while_it_is_open(page_for, live_server, axe, at):
    at(2026, 11, 20)
    world = build_world(open_work=True)
    page = opened(page_for, live_server.url, world, "head")

    names = [
        "evidence:assessment",
        "evidence:upload_workbook",
        "evidence:criterion",
        "evidence:dossier",
        "evidence:sending",
        "evidence:paper",
    ]
    assert walk(names, world, page, axe) == {}
