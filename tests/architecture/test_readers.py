"""Foreign content is read only by sandboxed readers; they use no Django and list no errors."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.test_layers import ROOT, TREES, named

# Modules that decode uploaded content.
DECODERS = {"PIL", "pillow_heif", "pikepdf", "pypdfium2", "olefile", "pyhanko", "pyhanko_certvalidator", "imagehash"}
# These make the portal's own files, or read files it made itself.
OWN_FILES = {
    "evidence/dossier_pdf/stamps.py",
    "friendly_gov/demonstration/files.py",
    "appraisal/minutes_bundle.py",
    "records/package.py",
}
# The last reads a package that an operator names on the command line, to compare hashes.
ZIP_WRITERS = {
    "documents/docx.py",
    "evidence/archive.py",
    "appraisal/minutes_bundle.py",
    "records/package.py",
    "records/package_check.py",
}
# A reader may distinguish these; anything else that is raised is listed nowhere.
NAMED = {
    "Exception",
    "BaseException",
    "MemoryError",
    "NotReadError",
    "BrokenError",
    "PasswordError",
    "PdfiumError",
    "_ProblemError",
}


def is_reader(path: Path) -> bool:
    return path.parent.name == "readers"


def imports(tree: ast.Module) -> set[str]:
    """Every module and name that is imported: "PIL", "openpyxl.load_workbook"."""
    result = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            result |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            result |= {f"{node.module}.{name.name}" for name in node.names}
    return result


def test_only_confined_readers_decode_what_people_sent():
    result = {
        (named(path), name)
        for path, tree in TREES.items()
        if not is_reader(path) and named(path) not in OWN_FILES
        for name in imports(tree)
        if name.partition(".")[0] in DECODERS or name == "openpyxl.load_workbook"
    }
    result |= {
        (named(path), "zipfile")
        for path, tree in TREES.items()
        if not is_reader(path) and named(path) not in ZIP_WRITERS
        if any(name.partition(".")[0] == "zipfile" for name in imports(tree))
    }
    assert result == set()


def test_readers_know_nothing_of_django():
    readers = {path: tree for path, tree in TREES.items() if is_reader(path)}
    assert len(readers) >= 8
    assert [named(path) for path, tree in readers.items() if any("django" in name for name in imports(tree))] == []


def test_no_reader_lists_the_errors_that_it_expects():
    listed = []
    for path, tree in TREES.items():
        if not is_reader(path):
            continue
        for handler in (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)):
            kind = handler.type
            name = kind.attr if isinstance(kind, ast.Attribute) else getattr(kind, "id", "")
            if name not in NAMED:
                listed.append((named(path), handler.lineno))
    assert listed == []


_LOADS_NOTHING = """
import io, sys
from PIL import Image
from documents.readers import papers, pictures
from evidence.readers import papers as pages, pictures as looks
picture, paper = io.BytesIO(), io.BytesIO()
Image.radial_gradient("L").save(picture, "JPEG")
Image.radial_gradient("L").save(paper, "PDF")
known = set(sys.modules)
for content, readers in ((picture, (pictures.display, looks.look)), (paper, (papers.preview, pages.look))):
    for reader in readers:
        content.seek(0)
        reader(content, io.BytesIO())
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - known}))
"""


def test_a_reading_loads_no_more_modules():
    """They are loaded before the fork, once; in the child they would be loaded for every file."""
    done = subprocess.run([sys.executable, "-c", _LOADS_NOTHING], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == []
