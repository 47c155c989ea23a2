"""How code is changed: Cosmic Ray's operators, and three of our own for locks, refusals and answers.

Of Cosmic Ray's operators only those that change a rule slightly are used: replacing `+` by a dozen other
operators, or `==` by `is`, makes many mutants that all die, or are all equivalent.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import parso
from cosmic_ray.ast import ast_nodes
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider


class RemoveStatement(Operator):
    """Removes a refusal, a reason against an action, or a lock."""

    def mutation_positions(self, node):
        if node.type == "simple_stmt" and self._is_meant(node.children[0]):
            yield node.children[0].start_pos, node.children[0].end_pos

    def _is_meant(self, statement) -> bool:
        code = statement.get_code().strip()
        return statement.type == "yield_expr" or code.startswith(("refuse_if(", "lock_"))

    def mutate(self, node, index):
        nothing = parso.parse("pass").children[0]
        nothing.prefix = node.children[0].get_first_leaf().prefix
        node.children[0] = nothing
        return node

    @classmethod
    def examples(cls):
        return ()


class RemoveLock(Operator):
    """Reads a row without locking it: `.select_for_update(...)` becomes `.all()`."""

    def mutation_positions(self, node):
        if node.type in ("atom_expr", "power"):
            for child in node.children:
                if child.get_code().strip() == ".select_for_update":
                    yield child.start_pos, child.end_pos

    def mutate(self, node, index):
        places = [n for n, child in enumerate(node.children) if child.get_code().strip() == ".select_for_update"]
        place = places[index]
        node.children[place].children[1].value = "all"
        call = node.children[place + 1]
        call.children[1:-1] = []
        return node

    @classmethod
    def examples(cls):
        return ()


class NegateReturn(Operator):
    """Returns the opposite."""

    def mutation_positions(self, node):
        if node.type == "return_stmt":
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        answer = node.children[1].get_code().strip()
        opposite = parso.parse(f"not ({answer})").children[0]
        opposite.get_first_leaf().prefix = " "
        node.children[1] = opposite
        return node

    @classmethod
    def examples(cls):
        return ()


_OWN = {one.__name__: one for one in (RemoveStatement, RemoveLock, NegateReturn)}
_NEIGHBOURS = (
    "ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add", "ReplaceBinaryOperator_Mul_Div",
    "ReplaceBinaryOperator_Div_Mul", "ReplaceBinaryOperator_FloorDiv_Mul", "ReplaceBinaryOperator_Mod_Mul",
    "ReplaceBinaryOperator_BitOr_BitAnd", "ReplaceBinaryOperator_BitAnd_BitOr",
    "ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_LtE_Lt", "ReplaceComparisonOperator_Lt_GtE",
    "ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt", "ReplaceComparisonOperator_Gt_LtE",
    "ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is",
    "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_Invert", "ReplaceUnaryOperator_Delete_USub",
    "AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "NumberReplacer", "ZeroIterationForLoop",
)  # fmt: skip

Operators = tuple[str, ...]
LOGIC: Operators = (*_NEIGHBOURS, "RemoveStatement")
JUDGING: Operators = (*_NEIGHBOURS, "NegateReturn")
GUARDS: Operators = ("RemoveStatement", "RemoveLock")


@dataclass(frozen=True)
class Mutant:
    """One change: the file's new text, the lines it touches, and its description."""

    path: str
    line: int
    was: str
    becomes: str
    text: str

    @property
    def name(self) -> str:
        """Its key in the lists; without the line number, which changes."""
        return f"`{self.path}` `{self.was}` → `{self.becomes}`"


def mutants_of(path: str, text: str, operators: Operators) -> Iterator[Mutant]:
    """Every change of `text` by these operators, each once; code without decisions is skipped."""
    lines, passed, seen = text.split("\n"), _no_rules(ast.parse(text)), set()
    known = OperatorProvider()
    tree = parso.parse(text)
    for name in operators:
        operator = _OWN[name]() if name in _OWN else known[name]()
        spots = [spot for node in ast_nodes(tree) for spot in operator.mutation_positions(node)]
        for occurrence, ((line, column), _end) in enumerate(spots):
            if any(start <= (line, column) < end for start, end in passed):
                continue
            changed = mutate_code(text, operator, occurrence)
            if changed is None or changed in seen or changed == text or not _compiles(changed):
                continue
            seen.add(changed)
            was, becomes = _difference(lines, changed.split("\n"))
            yield Mutant(path, line, was, becomes, changed)


def named_mutants(path: str, text: str, changes: Iterable[tuple[str, str, str]]) -> Iterator[Mutant]:
    """The changes of this file that a list names.

    Raises:
        ValueError: the code to change is missing, or occurs twice.
    """
    for _path, was, becomes in (change for change in changes if change[0] == path):
        if text.count(was) != 1:
            raise ValueError(f"{path} has {text.count(was)} times: {was}")
        changed, lines = text.replace(was, becomes), text.split("\n")
        shown = _difference(lines, changed.split("\n"))
        line = next(n for n, (a, b) in enumerate(zip(lines, changed.split("\n"), strict=False), start=1) if a != b)
        yield Mutant(path, line, *shown, changed)


def _compiles(text: str) -> bool:
    """Some changes are not valid Python: `if not found := ...`."""
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _no_rules(tree: ast.Module) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Code without decisions: function heads (names, annotations, `*`), annotations, class decorators."""
    result = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            result.append(((node.lineno, 0), (node.body[0].lineno, 0)))
        elif isinstance(node, ast.AnnAssign | ast.ClassDef):
            parts = [node.annotation] if isinstance(node, ast.AnnAssign) else node.decorator_list
            result += [((part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)) for part in parts]
    return result


def _difference(before: list[str], after: list[str]) -> tuple[str, str]:
    start = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    end = next((n for n, (a, b) in enumerate(zip(reversed(before), reversed(after), strict=False)) if a != b), 0)
    was, becomes = before[start : len(before) - end], after[start : len(after) - end]
    return " ".join(line.strip() for line in was), " ".join(line.strip() for line in becomes)
