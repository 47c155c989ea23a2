"""Fixtures for files: a folder of the test's own, or a bucket of a real store."""

import uuid

import boto3
import pytest
from environ import Env

from friendly_gov.s3 import s3_storage
from tests.stores import KEY, SECRET, s3_server, store_clock


@pytest.fixture(scope="session")
def s3_address(tmp_path_factory):
    """A real S3 store, for the whole run."""
    with s3_server(tmp_path_factory.mktemp("weed")) as address:
        yield address


@pytest.fixture
def s3(s3_address, monkeypatch):
    """The store's administration, beside the portal; requests are signed by the store's own clock."""
    monkeypatch.setattr("botocore.auth.get_current_datetime", store_clock(s3_address))
    client = boto3.client(
        "s3", endpoint_url=s3_address, aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1"
    )
    yield client
    client.close()


@pytest.fixture
def bucket(s3, s3_address, settings):
    """The portal with a new bucket as its store, configured by environment variables only."""
    name = f"portal-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name)
    env = Env()
    env.ENVIRON = {
        "S3_BUCKET": name,
        "S3_ENDPOINT_URL": s3_address,
        "S3_ACCESS_KEY": KEY,
        "S3_SECRET_KEY": SECRET,
        "S3_ENCRYPTION": "AES256",
    }
    settings.STORAGES = settings.STORAGES | {"default": s3_storage(env)}
    settings.FILES_SENT_BY = "store"
    return name
