"""Putting a mutant in the place of the code: into functions that are loaded already, or at the import."""

import gc
import importlib.abc
import importlib.util
import inspect
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import rules

FILE, TEXT = "MUTANT_FILE", "MUTANT_TEXT"
_FUNCTION = inspect.CO_OPTIMIZED


def changed_functions(path: str, before: str, after: str) -> list[tuple[CodeType, CodeType]] | None:
    """The functions that a mutant changes, as they are and as they become; None where a module's own lines change."""
    old, new = compile(before, path, "exec"), compile(after, path, "exec")
    pairs = list(_differing(old, new))
    return pairs if all(one.co_flags & _FUNCTION for one, _ in pairs) else None


def _differing(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The outermost functions that differ: what stands inside of one is made anew with it."""
    whole = old.co_flags & _FUNCTION or len(_inside(old)) != len(_inside(new)) or _own(old) != _own(new)
    if whole:
        yield old, new
        return
    for one, other in zip(_inside(old), _inside(new), strict=True):
        if one != other:
            yield from _differing(one, other)


def _inside(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def _own(code: CodeType) -> tuple:
    constants = [repr(one) for one in code.co_consts if not isinstance(one, CodeType)]
    return code.co_code, constants, code.co_names, code.co_varnames


def plant(pairs: list[tuple[CodeType, CodeType]]) -> bool:
    """Give every loaded function of that code the other, decorated or not; False where none is loaded."""
    planted = False
    wanted = {(old.co_filename, old.co_qualname, old.co_firstlineno): new for old, new in pairs}
    for one in gc.get_objects():
        if type(one) is FunctionType:
            code = one.__code__
            if new := wanted.get((code.co_filename, code.co_qualname, code.co_firstlineno)):
                one.__code__, planted = new, True
    return planted


def load_anew(path: str, text: str) -> bool:
    """Run a module's own lines again, as they become, in the module that is loaded; False where none is.

    Permissions are then asked of what the lines say now; who imported a name from it keeps the former one.
    """
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == path:
            add, rules.add_perm = rules.add_perm, rules.set_perm
            try:
                exec(compile(text, path, "exec"), module.__dict__)
            finally:
                rules.add_perm = add
            return True
    return False


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Loads one module from the mutant's text."""

    def __init__(self, path: str, text: Path):
        self.path, self.text = path, text
        self.name = ".".join(Path(path).relative_to(Path.cwd()).with_suffix("").parts).removesuffix(".__init__")

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        package = [str(Path(self.path).parent)] if self.path.endswith("__init__.py") else None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=self, submodule_search_locations=package
        )  # fmt: skip

    def get_filename(self, name):
        return self.path

    def get_data(self, path):
        return self.text.read_bytes()

    def path_stats(self, path):
        raise OSError("a mutant has no cache")


def steady_examples() -> None:
    """The same examples for every mutant, however slow the machine is."""
    settings = import_module("hypothesis").settings  # not before pytest has seen to it
    settings.register_profile("mutants", deadline=None, derandomize=True, database=None)
    settings.load_profile("mutants")


def pytest_configure(config):
    """The run of a mutant has a copy of the database, as a worker of xdist has."""
    steady_examples()
    config.workerinput = {"database": os.environ["MUTANT_DATABASE"]}


if FILE in os.environ:
    sys.meta_path.insert(0, _Finder(os.environ[FILE], Path(os.environ[TEXT])))
