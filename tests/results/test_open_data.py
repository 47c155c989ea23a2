"""The open data describe themselves: the fields named are those of the files, and validators take them."""

import csv
import io
import json

import pytest
from django.urls import reverse
from frictionless import Package, Resource, Schema, system

from results.open_data import FILES
from tests.decree import acts
from tests.factories.results import CONCLUDED
from tests.results.building import whole_year

pytestmark = pytest.mark.django_db


def test_each_file_has_the_documented_fields_and_validates(client, tmp_path):
    year = whole_year()
    acts.conclude(year.cycle, year.lead, at=CONCLUDED)
    package = client.get(reverse("results:data_package", args=[2026])).json()
    assert Package.validate_descriptor(package).valid
    page = client.get(reverse("public:data", args=[2026])).content.decode()
    assert package["licenses"][0]["path"] in page

    for one, named in zip(FILES, package["resources"], strict=True):
        content = client.get(reverse(one.address, args=[2026, "csv"])).content
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert table[0] == [field.key for field in one.fields] == [field["name"] for field in named["schema"]["fields"]]
        assert len(table) > 1
        lines = json.loads(client.get(reverse(one.address, args=[2026, "json"])).content)
        assert list(lines[0]) == table[0]
        (tmp_path / f"{one.name}.csv").write_bytes(content)
        with system.use_context(trusted=True):
            result = Resource(
                path=str(tmp_path / f"{one.name}.csv"),
                encoding="utf-8-sig",
                schema=Schema.from_descriptor(named["schema"]),
            ).validate()
        assert result.valid, result.flatten(["type", "note"])[:3]
        metadata = client.get(reverse("results:csvw", args=[2026, one.name])).json()
        assert [column["name"] for column in metadata["tableSchema"]["columns"]] == table[0]
        assert metadata["url"] == named["path"]
        assert all(str(field.words) in page for field in one.fields if "'" not in str(field.words))


def test_the_catalogue_names_every_published_year(client):
    year = whole_year()
    assert client.get(reverse("results:catalog")).json()["dcat:dataset"] == []
    for name, arguments in (
        ("results:data_package", [2026]),
        ("results:csvw", [2026, "table"]),
        ("public:data", [2026]),
    ):
        assert client.get(reverse(name, args=arguments)).status_code == 404

    acts.conclude(year.cycle, year.lead, at=CONCLUDED)

    [result] = client.get(reverse("results:catalog")).json()["dcat:dataset"]
    files = [one["dcat:downloadURL"]["@id"].removeprefix("http://testserver") for one in result["dcat:distribution"]]
    assert len(files) == 6
    for address in files:
        assert client.get(address).status_code == 200
