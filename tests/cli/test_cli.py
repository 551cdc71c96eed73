"""What holds for every command: help with an example, one sentence for an error, 2 for misuse."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import click
import pytest

from kb.cli import kb
from tests.cli.conftest import Kb
from tests.conftest import CONTENT

COMMANDS = [
    "serve",
    "index",
    "sync",
    "reload",
    "doctor",
    "check",
    "status",
    "diff",
    "ack",
    "new",
    "draft",
    "preview",
    "stamp",
]
COMMANDS += ["feedback", "search", "render", "user", "token", "db", "export", "import", "backup", "restore", "case", "purge"]


def test_these_are_the_commands(kb_command: Kb) -> None:
    assert list(kb.commands) == COMMANDS
    ran = kb_command("--help")
    assert ran.code == 0
    assert all(re.search(rf"^  {name} +\S", ran.out, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_says_what_a_command_does_and_gives_an_example(name: str, option: str, kb_command: Kb) -> None:
    ran = kb_command(name, option)

    assert ran.code == 0
    assert re.search(rf"Example: kb {name}( |$)", " ".join(ran.out.split()))
    assert kb.commands[name].help
    assert ran.err == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_of_a_command_is_one(name: str) -> None:
    command = kb.commands[name]
    example = (command.epilog or "").removeprefix(f"Example: kb {name}").strip()
    words = re.findall(r'"[^"]*"|\S+', example)

    with command.make_context(name, [word.strip('"') for word in words]) as context:
        assert isinstance(context, click.Context)


def test_the_version_is_the_packages(kb_command: Kb) -> None:
    assert metadata.version("kotae") in kb_command("--version").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["serve", "--port", "0"],
        ["serve", "--port", "many"],
        ["serve", "--workers", "65"],
        ["search", "--lang", "fr", "refund"],
        ["search", "--kind", "page", "refund"],
        ["search", "--limit", "0", "refund"],
        ["render", "templates/apology/late-delivery"],
        ["render", "--lang", "ja"],
        ["render", "templates/apology/late-delivery", "--lang", "ja", "--set", "order.number"],
        ["render", "templates/apology/late-delivery", "--lang", "ja", "--set", "customer.name={"],
        ["render", "templates/apology/late-delivery", "--lang", "ja", "--market", "XX", "--preview"],
        ["render", "templates/apology/late-delivery", "--lang", "ja", "--channel", "fax", "--preview"],
        ["render", "templates/apology/late-delivery", "--lang", "ja", "--platform", "moon", "--preview"],
        ["stamp", "--state", "perfect"],
        ["stamp", "nowhere.md"],
        ["check", "nowhere.md"],
        ["check", "--yaml"],
        ["index", "all"],
    ],
)
def test_misuse_ends_with_2_and_says_why(arguments: list[str], kb_command: Kb, content: Path) -> None:
    ran = kb_command(*arguments, content=content)

    assert ran.code == 2
    assert ran.out == ""
    assert "Error: " in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["check"], {"KB_CONTENT": "nowhere"}, "KB_CONTENT"),
        (["stamp"], {"KB_CONTENT": "nowhere"}, "KB_CONTENT"),
        (["index"], {"KB_CONTENT": "nowhere"}, "KB_CONTENT"),
        (["serve"], {"KB_CONTENT": "nowhere"}, "KB_CONTENT"),
        (["search", "refund"], {"KB_CONTENT": "nowhere"}, "KB_CONTENT"),
        (["serve"], {"KB_PORT": "http"}, "KB_PORT"),
        (["serve"], {"KB_PORT": "0"}, "KB_PORT"),
        (["index"], {"KB_WORKERS": "many"}, "KB_WORKERS"),
        (["index"], {"KB_DATA": "/dev/null/x"}, "KB_DATA"),
        (["search", "refund"], {"KB_DATA": "/dev/null/x"}, "KB_DATA"),
        (["serve"], {"KB_DATA": "/dev/null/x"}, "KB_DATA"),
        (
            ["render", "templates/apology/late-delivry", "--lang", "ja"],
            {},
            'did you mean "templates/apology/late-delivery"?',
        ),
        (["render", "articles/customs-and-duties", "--lang", "ja"], {}, "articles/customs-and-duties"),
        (["render", "templates/acknowledgement/public-complaint", "--lang", "ja", "--tone", "firm"], {}, "formal, friendly"),
        (["render", "templates/apology/late-delivery", "--lang", "ja"], {}, "order.number"),
        (["render", "templates/apology/late-delivery", "--lang", "ja", "--set", "order.nmber=1"], {}, "order.number"),
        (["render", "templates/apology/late-delivery", "--lang", "ja", "--set", "due.date=now"], {}, "due.date"),
    ],
)
def test_an_error_is_one_sentence_on_stderr(
    arguments: list[str], environment: dict[str, str], sentence: str, kb_command: Kb, content: Path
) -> None:
    bundled = "templates/acknowledgement/public-complaint" in arguments  # the only one of two tones; it takes a while

    ran = kb_command(*arguments, content=CONTENT if bundled else content, **environment)

    assert ran.code == 1
    assert ran.out == ""
    lines = [line for line in ran.err.splitlines() if line]
    assert len(lines) == 1
    assert lines[0].startswith("kb: ")
    assert sentence in lines[0]


def test_the_installed_command_ends_as_the_function_does(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).parent / "kb"), "check"]

    ran = subprocess.run(command, env={"KB_CONTENT": str(tmp_path / "nowhere")}, capture_output=True, text=True, timeout=60)

    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith("kb: there is no content folder")
    assert len(ran.stderr.splitlines()) == 1
