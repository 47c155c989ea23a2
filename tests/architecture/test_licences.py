"""What runs in production may be handed on: no part comes with a licence that would ask the same of the portal."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FREE = re.compile(
    r"^(MIT|BSD|[0-9]-clause BSD|Apache|ISC|0BSD|PSF|Python Software Foundation|OFL|MPL|LGPL|Unlicense|Zlib|HPND|CMU"
    r"|Mozilla Public License|GNU Library or Lesser|GNU Lesser|BlueOak|CC0|Historical Permission)"
)

# Packages that name their licence in their text alone.
_BY_READING = {"node_modules/combine-errors": "MIT"}


def may_be_handed_on(licences: str) -> bool:
    """One of several that the author offers is enough; all of several that apply together must be free."""
    return any(
        all(FREE.match(part.strip(" ()")) for part in re.split(r" AND |/", one))
        for one in re.split(r" OR |; ", licences)
    )


def production() -> set[str]:
    """The Python packages of the lock file that the portal needs, with those that they need."""
    packages = {one["name"]: one for one in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    result, waiting = (
        set(),
        [(one["name"], tuple(one.get("extra", ()))) for one in packages["friendly-gov"]["dependencies"]],
    )
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in result:
            continue
        result.add((name, extras))
        package = packages[name]
        needs = [*package.get("dependencies", ())]
        needs += [one for extra in extras for one in package.get("optional-dependencies", {}).get(extra, ())]
        waiting += [(one["name"], tuple(one.get("extra", ()))) for one in needs]
    return {name for name, _extras in result}


def licence_of(name: str) -> str | None:
    """What the installed package says; None where this machine does not need it."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return None
    classifiers = [
        one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith("License ::")
    ]
    return about.get("License-Expression") or "; ".join(classifiers) or about.get("License") or "none"


def test_the_python_packages_may_be_handed_on():
    licences = {name: licence_of(name) for name in production()}

    assert len(licences) > 60
    assert {name: text for name, text in licences.items() if text and not may_be_handed_on(text)} == {}


def test_the_browsers_packages_may_be_handed_on():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    licences = {
        name: one.get("license") or _BY_READING.get(name, "none")
        for name, one in packages.items()
        if name and not one.get("dev")
    }

    assert len(licences) > 8
    assert {name: text for name, text in licences.items() if not may_be_handed_on(text)} == {}


@pytest.mark.parametrize(
    ("licences", "free"),
    [
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("MIT AND GPL-2.0-only", False),
        ("none", False),
        ("GPL-2.0-or-later OR MIT", True),
        ("GNU General Public License v2 or later (GPLv2+); Mozilla Public License 1.1 (MPL 1.1)", True),
    ],
)
def test_a_licence_that_binds_the_portal_is_noticed(licences, free):
    assert may_be_handed_on(licences) is free
