"""Running `kb` as people do: its arguments, its environment, its two streams and its exit code."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.cli import main
from tests.conftest import CONTENT
from tests.small_content import VOCABULARY_FILES


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


Kb = Callable[..., Ran]


@pytest.fixture(scope="session")
def data(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of commands over the bundled content."""
    return shutil.copytree(built, tmp_path_factory.mktemp("data") / "kb")


@pytest.fixture
def kb_command(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kb:
    """Runs `kb` with these arguments over the bundled content, or over another folder."""

    def run(*arguments: object, content: Path = CONTENT, **environment: str) -> Ran:
        monkeypatch.setenv("KB_CONTENT", str(content))
        monkeypatch.setenv("KB_DATA", str(data if content == CONTENT else tmp_path / "data"))
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["kb", *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        assert isinstance(code, int)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder that a test may change: one template in four languages, with nothing wrong in it."""
    folder = tmp_path / "content"
    for lang in ("en", "ja", "es", "zh"):
        (folder / lang / "templates/apology").mkdir(parents=True)
        shutil.copy(CONTENT / lang / "templates/apology/late-delivery.md", folder / lang / "templates/apology")
    (folder / "guard").mkdir()
    for name in VOCABULARY_FILES:
        shutil.copy(CONTENT / name, folder / name)
    source = folder / "en/templates/apology/late-delivery.md"
    kept = [line for line in source.read_text("utf-8").split("\n") if not line.startswith(("next:", "related:"))]
    source.write_text("\n".join(kept), "utf-8")
    return folder
