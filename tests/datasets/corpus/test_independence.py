"""What makes up disclosures and what reads them know nothing of each other: only the command line joins the two."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import mingcha
import mingcha_datasets.corpus

ENGINE, CORPUS = Path(mingcha.__file__).parent, Path(mingcha_datasets.corpus.__file__).parent


def imported(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Of each import below a folder: the file, the package, and whether it is made only where a function is called."""
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        lazy = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                yield path.relative_to(folder).as_posix(), name.partition(".")[0], id(node) in lazy or _is_for_types(tree, node)


def _is_for_types(tree: ast.Module, node: ast.AST) -> bool:
    guards = [each for each in tree.body if isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING"]
    return any(node in guard.body for guard in guards)


def test_the_generator_imports_nothing_of_the_engine() -> None:
    found = list(imported(CORPUS))
    assert ("making.py", "mingcha_datasets", False) in found
    assert [file for file, package, _ in found if package == "mingcha"] == []


def test_the_engine_imports_the_generator_in_one_command_only_and_when_it_is_called() -> None:
    found = [(file, lazy) for file, package, lazy in imported(ENGINE) if package == "mingcha_datasets"]
    assert set(found) == {("cli_corpus.py", True)}


def test_what_the_generator_needs_of_its_own_package_imports_nothing_of_the_engine_either() -> None:
    beside = CORPUS.parent
    used = {beside / name for name in ("blocks.py", "errors.py", "loading.py")} | set((beside / "files").rglob("*.py"))
    assert all(path.exists() for path in used)
    assert {package for file, package, _ in imported(beside) if beside / file in used} & {"mingcha"} == set()
