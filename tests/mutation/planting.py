"""Put a mutant in place of the code: into functions that are already loaded, or at the import."""

import ast
import gc
import importlib.abc
import importlib.util
import inspect
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import rules

FILE, TEXT = "MUTANT_FILE", "MUTANT_TEXT"
_FUNCTION = inspect.CO_OPTIMIZED


def changed_functions(path: str, before: str, after: str) -> list[tuple[CodeType, CodeType]] | None:
    """The functions that a mutant changes, before and after; None where a module's own lines change."""
    old, new = compile(before, path, "exec"), compile(after, path, "exec")
    pairs = list(_differing(old, new))
    return pairs if all(one.co_flags & _FUNCTION for one, _ in pairs) else None


def _differing(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The outermost functions that differ: nested functions are recreated with them."""
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


class Loaded:
    """The loaded functions of some files, decorated or not: found once, before any fork."""

    def __init__(self, paths: Iterable[str]):
        self._functions: dict[tuple, list[FunctionType]] = defaultdict(list)
        known = set(paths)
        gc.unfreeze()  # objects frozen by earlier targets would not be found
        for one in gc.get_objects():
            if type(one) is FunctionType and one.__code__.co_filename in known:
                self._functions[_place(one.__code__)].append(one)
        gc.freeze()  # garbage collection in a child would copy every page

    def plant(self, pairs: list[tuple[CodeType, CodeType]]) -> bool:
        """Replace the code of every such function; False where none is loaded."""
        result = [(one, new) for old, new in pairs for one in self._functions[_place(old)]]
        for one, new in result:
            one.__code__ = new
        return bool(result)


def _place(code: CodeType) -> tuple:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def reload_module(path: str, before: str, after: str) -> bool:
    """Execute a module's own changed lines again in the loaded module, from the first that differs.

    Classes and functions stay unchanged; False where one of these differs, or no such module is loaded. Modules that
    imported a constant from it get the new one, and permissions follow the changed lines.
    """
    module = next((one for one in list(sys.modules.values()) if getattr(one, "__file__", None) == path), None)
    old, new = ast.parse(before).body, ast.parse(after).body
    first = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if _differ(one, other)), 0)
    if module is None or len(old) != len(new) or (before != after and isinstance(new[first], _KEPT)):
        return False
    former, add = dict(vars(module)), rules.add_perm
    rules.add_perm = rules.set_perm
    try:
        lines = [one for one in new[first:] if not isinstance(one, _KEPT)]
        exec(compile(ast.Module(lines, []), path, "exec"), vars(module))
    finally:
        rules.add_perm = add
    for name, value in vars(module).items():
        if value is not former.get(name):
            _hand_on(former.get(name), value)
    return True


_KEPT = (ast.ClassDef, ast.FunctionDef, ast.Import, ast.ImportFrom)


def _differ(one: ast.stmt, other: ast.stmt) -> bool:
    return ast.dump(one) != ast.dump(other)


def _hand_on(former: object, value: object) -> None:
    """Modules of ours that imported the former value by name get the new one; shared objects stay."""
    if former is None or isinstance(former, bool | int | str):
        return
    for other in list(sys.modules.values()):
        if (getattr(other, "__file__", None) or "").startswith(os.getcwd()):
            for name in [name for name, held in vars(other).items() if held is former]:
                setattr(other, name, value)


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
    settings = import_module("hypothesis").settings  # only after pytest has set it up
    settings.register_profile("mutants", deadline=None, derandomize=True, database=None)
    settings.load_profile("mutants")


def pytest_configure(config):
    """A mutant's run has a copy of the database, like a worker of xdist."""
    steady_examples()
    config.workerinput = {"database": os.environ["MUTANT_DATABASE"]}


if FILE in os.environ:
    sys.meta_path.insert(0, _Finder(os.environ[FILE], Path(os.environ[TEXT])))
