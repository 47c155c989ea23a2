"""The register of personal data names every column that holds some, and is a page for everybody in both languages."""

import re

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from accounts.models import User
from friendly_gov.privacy import REGISTER

PERSONAL = re.compile(r"full_name|signer_name|.*mail|user_agent|remote_addr|address|browser|ip|phone|.*birth.*")
# Who did it: a person's number beside what they did, which the register has as one kind.
ACT = re.compile(r".*by")
# Addresses that are no person's: of pages on the web, and of findings in files.
OTHERS = {"notifications.Preference.mail", "evidence.EvidenceItem.address", "documents.Finding.address"}


def is_personal(field) -> bool:
    if isinstance(field, models.EmailField | models.GenericIPAddressField):
        return True
    if field.is_relation:
        return field.related_model is User and not ACT.fullmatch(field.name)
    return isinstance(field, models.CharField | models.TextField) and bool(PERSONAL.fullmatch(field.name))


def test_the_register_names_every_column_with_personal_data_and_no_other():
    stored = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if is_personal(field)
    }

    registered = {name for kind in REGISTER for name in kind.fields}
    assert (stored - registered - OTHERS, registered - stored) == (set(), set())


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_everybody_reads_it(client, settings, language):
    settings.SIGN_IN_TRACE_DAYS = 77
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = client.get(reverse("privacy"))

    assert page.status_code == 200
    assert {"vi": "77 ngày", "en": "77 days"}[language] in page.text
    assert f'href="{reverse("privacy")}"' in client.get(reverse("help"), follow=True).text
