"""The page with a proof verifies it from a file, without the portal and without a network."""

import json

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.services import record, sign_trail
from tests.conftest import A_DAY
from tests.factories.accounts import UserFactory
from tests.factories.communes import CommuneFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_verifies_its_proof_and_another_one_from_a_file(chromium, client, tmp_path):
    entries = [
        record("communes.load_communes", by=None, now=A_DAY, on=CommuneFactory(), count=number) for number in range(3)
    ]
    root = sign_trail(now=A_DAY)
    client.force_login(UserFactory(membership=Role.ADMINISTRATOR))
    held, other = tmp_path / "proof.html", tmp_path / "other.json"
    held.write_bytes(client.get(reverse("trail:proof", args=[entries[0].pk, "html"])).content)
    proof = client.get(reverse("trail:proof", args=[entries[1].pk, "json"])).json()
    context = chromium.new_context(offline=True)
    page = context.new_page()

    page.goto(held.as_uri())
    verdict = page.get_by_role("status")
    assert verdict.get_attribute("data-outcome") == "holds"
    assert root.digest in page.locator("#root").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # The page allows no evaluation of text, so it is waited for by what it shows.
    other.write_text(json.dumps(proof))
    page.set_input_files("#file", str(other))
    page.get_by_text('{"count":1}').wait_for()
    assert verdict.get_attribute("data-outcome") == "holds"
    altered = tmp_path / "altered.json"
    altered.write_text(json.dumps(proof | {"entry": proof["entry"].replace('"count":1', '"count":9')}))
    page.set_input_files("#file", str(altered))
    page.locator("#verdict[data-outcome=fails]").wait_for()
    assert page.locator("#entry").inner_text() == ""
    context.close()
