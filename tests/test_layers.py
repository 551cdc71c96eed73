"""The arrows of the design, proved from the imports: who may use whom, and which package lives where."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kb
from tests.conftest import ROOT

FOUNDATION = {"errors": 0, "settings": 1, "languages": 1, "liquid": 1, "folding": 1, "workers": 1, "logs": 1}
SIBLINGS = ("search", "reply", "translate", "store", "exchange")
RANK = {
    **FOUNDATION,
    "content": 2,
    **dict.fromkeys(SIBLINGS, 3),
    "checks": 4,
    "sync": 5,
    "doctor": 5,
    "casework": 4,
    "accounts": 4,
    "popularity": 4,
    "served": 4,
    "watching": 5,
    "service": 6,
    "web": 7,
    "cli": 7,
    "__main__": 8,
}
"""A part may use itself and parts of a lower rank, never one of its own rank or above."""

HOMES = {
    "flask": ("web",),
    "flask_babel": ("web",),
    "click": ("cli",),
    "whoosh": ("search",),
    "liquid": ("liquid",),
    "sqlalchemy": ("store",),
    "alembic": ("store",),
    "argon2": ("accounts",),
    "authlib": ("web",),
    "psycopg": ("store",),
    "deep_translator": ("translate",),
    "prometheus_client": ("web",),
}
LAZY = ("sqlalchemy", "alembic", "psycopg", "deep_translator", "sudachipy", "opencc", "rjieba")

FILES = sorted((ROOT / "kb").rglob("*.py"))


def part_of(path: Path) -> str:
    """The part of the design that a file belongs to: `content` for kb/content/parse.py, `liquid` for kb/liquid.py."""
    return path.relative_to(ROOT / "kb").parts[0].removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    """Every dotted name that a module imports, wherever in it the import stands, also for type checking alone."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that the arrows can be read from them"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_used(source: str) -> set[str]:
    """The parts of the package that a module imports."""
    names = [name.split(".") for name in imported(source)]
    return {name[1] for name in names if name[0] == "kb" and len(name) > 1}


def test_the_reader_of_imports_sees_nested_imports_and_those_for_type_checking() -> None:
    source = (
        "from typing import TYPE_CHECKING\n"
        "from kb import liquid\n"
        "import kb.service as s\n"
        "if TYPE_CHECKING:\n    from kb.reply.compose import Reply\n"
        "def f():\n    import kb.search.index\n"
    )

    assert parts_used(source) == {"liquid", "service", "reply", "search"}


def test_there_are_files_to_look_at() -> None:
    assert {"content", "reply", "search", "checks", "web", "cli", "service", "liquid", "folding"} <= {
        part_of(file) for file in FILES
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_module_uses_only_what_stands_before_it(file: Path) -> None:
    part = part_of(file)
    if part == "__init__":
        assert parts_used(file.read_text()) == set(), "kb itself imports nothing"
        return
    assert part in RANK, f"{part} has no place in the design"

    used = parts_used(file.read_text()) - {part}

    assert used <= set(RANK), f"{file} uses what has no place in the design"
    assert {name: RANK[name] for name in used if RANK[name] >= RANK[part]} == {}


@pytest.mark.parametrize("package", HOMES)
def test_a_foreign_package_lives_in_one_place(package: str) -> None:
    users = {part_of(file) for file in FILES if package in {name.split(".")[0] for name in imported(file.read_text())}}

    assert users <= set(HOMES[package])


ENGINE = {"index.py", "segments.py", "postings.py"}
"""The search engine on Whoosh. What stands above it knows `kb.search.engine` only."""


def test_the_search_knows_its_engine_by_its_interface_only() -> None:
    modules = {f"kb.search.{name.removesuffix('.py')}" for name in ENGINE}
    files = [file for file in (ROOT / "kb/search").glob("*.py") if file.name not in ENGINE]
    users = {file.name for file in files if modules & set(imported(file.read_text()))}

    assert users == set()


def test_a_part_imports_no_private_module_of_another_package() -> None:
    strangers = {
        (file.name, name)
        for file in FILES
        for name in imported(file.read_text())
        if name.startswith("kb.")
        and any(word.startswith("_") for word in name.split("."))
        and part_of(file) != name.split(".")[1]
    }

    assert strangers == set()


def test_importing_every_module_loads_no_heavy_library_and_prints_nothing(tmp_path: Path) -> None:
    # __main__ runs the command line when it is imported: that is what it is for. The store's modules stand on SQLAlchemy, and
    # are imported where they are first needed, all but a few.
    walked = [m.name for m in pkgutil.walk_packages(kb.__path__, "kb.") if not m.name.endswith("__main__")]
    light = ("kb.store", "kb.store.versions", "kb.store.lines", "kb.store.sqlite_backup")
    modules = [name for name in walked if not name.startswith("kb.store") or name in light]
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"sys.stderr.write(' '.join(name for name in {LAZY!r} if name in sys.modules))\n"
    )

    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)

    assert len(modules) > 30
    assert (run.stdout, run.stderr) == ("", "")
    assert list(tmp_path.iterdir()) == [], "importing writes nothing"
