"""Assets as they are served: each module that a script imports has a name of its content."""

import re

import pytest
from django.contrib.staticfiles.finders import get_finders

from friendly_gov.assets import AssetStorage

IMPORTED = re.compile(r'(?:\bfrom|\bimport|new URL\() ?"(\.{1,2}/[^"]+)"(?:;|, import)')
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture
def storage(tmp_path):
    """The portal's own scripts and the hashes that one of them imports, as `collectstatic` leaves them."""
    storage, paths = AssetStorage(location=tmp_path, base_url="/static/"), {}
    for finder in get_finders():
        for name, source in finder.list([]):
            path = f"{getattr(source, 'prefix', None) or ''}/{name}".lstrip("/")
            if re.match(r"js/|vendor/hashes/[^/]+\.js$", path):
                with source.open(name) as content:
                    storage.save(path, content)
                paths[path] = (source, name)
    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception), processed
    return storage


def test_every_import_of_a_script_is_named_by_its_content(storage, tmp_path):
    scripts = [path for path in tmp_path.rglob("*.js") if HASHED.search(path.name)]
    imported = [
        (path.parent / name).resolve()
        for path in scripts
        for name in IMPORTED.findall(path.read_text(encoding="utf-8"))
        if "hashes" not in path.parts or path.name.startswith(("sha2.", "_md."))
    ]

    assert [path.name for path in imported if not HASHED.search(path.name) or not path.exists()] == []
    names = {HASHED.sub(".js", path.name) for path in imported}
    assert {"dom.js", "file-hash.js", "file-hash-worker.js", "sha2.js", "_md.js", "utils.js"} <= names
