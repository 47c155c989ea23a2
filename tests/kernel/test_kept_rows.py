"""Rows with which several tests begin: each test finds them as they were made, and finds them only where it asks."""

import pytest

from accounts.models import User
from documents.models import StoredFile
from tests.factories.accounts import UserFactory
from tests.factories.documents import StoredFileFactory
from tests.kept_rows import kept


@kept
def person():
    return UserFactory(full_name="An")


@kept(after=person)
def pair(person):
    return person, StoredFileFactory(body=b"An")


@pytest.mark.django_db
def test_who_asks_for_none_finds_none():
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("_time", range(2))
def test_each_finds_them_as_they_were_made(person, _time):
    assert (person.full_name, User.objects.get().full_name, StoredFile.objects.count()) == ("An", "An", 0)
    person.full_name = "Bình"
    person.save()


@pytest.mark.django_db
@pytest.mark.parametrize("_time", range(2))
def test_files_are_the_tests_own_too(pair, _time):
    person, file = pair
    with file.content.open() as stored:
        assert (person.full_name, stored.read()) == ("An", b"An")
    User.objects.update(full_name="Bình")
    file.content.storage.delete(file.content.name)


@pytest.mark.django_db(transaction=True)
def test_who_commits_makes_them_itself(pair):
    assert (User.objects.get(), StoredFile.objects.get()) == pair
