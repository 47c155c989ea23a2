"""bin/check-api: the read API and the open data of the demonstration, judged by tools that others wrote."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from csvw.metadata import CSVW
from frictionless import Package, system
from openapi_spec_validator import validate_url

import bench.ready  # noqa: F401 (before any model)
from accounts.models import Role, User
from docs.screenshots import BASE, serving
from kernel import clock
from tokens.scopes import Scope
from tokens.services import create_token, revoke_token

YEAR = 2026
_CSVW = ("results", "criteria", "table")
_API = f"{BASE}/api/v1/openapi.json"


def main(more: list[str]) -> int:
    """Print one line for each tool; returns 1 where one finds something. `more` are options for schemathesis."""
    tools: dict[str, Callable[[], bool]] = {
        "OpenAPI 3.1 (openapi-spec-validator)": _description,
        "CSV on the Web (csvwvalidate)": _csvw,
        "Data Package (frictionless)": _package,
        "API (schemathesis)": lambda: _schemathesis(more),
    }
    with serving():
        results = {name: judge() for name, judge in tools.items()}
    for name, is_clean in results.items():
        print(f"{name}: {'finds nothing' if is_clean else 'FINDS SOMETHING'}")
    return 0 if all(results.values()) else 1


def _description() -> bool:
    validate_url(_API)
    with urllib.request.urlopen(_API) as answer:  # noqa: S310 (our own server)
        return b'"openapi":"3.1' in answer.read().replace(b" ", b"")


def _csvw() -> bool:
    """Each file with its metadata, read from disk: the library does not skip the mark of UTF-8 of a file it fetches."""
    clean = True
    with TemporaryDirectory() as folder:
        for name in _CSVW:
            described = json.loads(_fetched(f"{name}.csv-metadata.json"))
            Path(folder, f"{name}.csv").write_bytes(_fetched(f"{name}.csv"))
            metadata = Path(folder, f"{name}.csv-metadata.json")
            metadata.write_text(json.dumps(described | {"url": f"{name}.csv"}), encoding="utf-8")
            data = CSVW(str(metadata), validate=True)
            clean = data.is_valid and clean
            for warning in data.warnings:
                print(f"{name}: {warning}")
    return clean


def _fetched(name: str) -> bytes:
    with urllib.request.urlopen(f"{BASE}/results/public/{YEAR}/{name}") as answer:  # noqa: S310 (our own server)
        return answer.read()


def _package() -> bool:
    with system.use_context(trusted=True):
        report = Package(f"{BASE}/results/public/{YEAR}/datapackage.json").validate()
    for line in report.flatten(["name", "type", "note"])[:20]:
        print(line)
    return report.valid


def _schemathesis(more: list[str]) -> bool:
    with _token() as key:
        command = ["schemathesis", "run", _API, "--header", f"Authorization: Bearer {key}", "--no-color"]
        return subprocess.run([*command, *more]).returncode == 0  # noqa: S603 (our own command)


@contextmanager
def _token() -> Iterator[str]:
    """A token of the department with every scope, revoked at the end."""
    owner = User.objects.filter(memberships__role=Role.OFFICER, is_active=True).earliest("pk")
    name = f"bin/check-api {os.getpid()}"
    asked = {"scopes": list(Scope), "lifetime": timedelta(hours=1), "now": clock.now()}
    token, key = create_token(owner=owner, name=name, **asked)
    try:
        yield key
    finally:
        revoke_token(token=token, by=owner, now=clock.now())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
