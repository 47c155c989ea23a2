"""The named changes of `bin/mutants` can still be applied."""

from tests.architecture.test_layers import ROOT
from tests.mutation.named import NAMED


def test_every_named_change_has_its_place():
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path, _was, _becomes in NAMED}
    lost = [(path, was) for path, was, _becomes in NAMED if texts[path].count(was) != 1]

    assert lost == [], "tests/mutation/named.py names code that is no more: follow it"
    for path, was, becomes in NAMED:
        compile(texts[path].replace(was, becomes), path, "exec")
