"""No key, password or token is in the tree, nor anything that belongs to one machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY"),
    "cloud key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b"),
    "token of a forge": re.compile(
        r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{50,}|glpat-[0-9A-Za-z_-]{20,})"
    ),
    "token of a service": re.compile(
        r"\b(?:xox[abpr]-[0-9A-Za-z-]{10,}|sk-[0-9A-Za-z_-]{20,}|[rs]k_live_[0-9A-Za-z]{16,}|pypi-[0-9A-Za-z_-]{50,})"
    ),
    "signed token": re.compile(r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
    "key that is set": re.compile(
        r"""(?i)\b(?:secret|password|passwd|token|api[_-]?key|authkey)[\w.]*["']?\s*[:=]\s*["'](?=[^"']*\d)(?=[^"']*[a-z])[0-9A-Za-z+/_=-]{20,}["']"""
    ),
    "password in an address": re.compile(
        r"\b[a-z][a-z+]+://[^\s/:@\"'{}<>]+:(?!secret@|three@|PASSWORD@)[^\s/@\"'{}<>]+@(?!\[)[\w.-]+"
    ),
    "environment file": re.compile(r"\A(?:export )?KB_(?:SECRET_KEY|METRICS_TOKEN|DEEPL_KEY|LIBRETRANSLATE_KEY)=\S{16,}"),
}


def files() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    yield from (ROOT / name for name in listed if name and (ROOT / name).is_file())


def found_in(text: str) -> list[str]:
    return [name for name, pattern in SECRETS.items() if pattern.search(text)]


def test_no_file_holds_a_secret() -> None:
    searched = 0
    found = []
    for path in files():
        data = path.read_bytes()
        if b"\0" in data or path == Path(__file__):
            continue
        searched += 1
        found += [f"{path.relative_to(ROOT)}: {name}" for name in found_in(data.decode("utf-8", "replace"))]

    assert searched > 500
    assert found == []


def test_no_file_is_one_that_belongs_to_a_machine() -> None:
    kinds = {".pem", ".key", ".p12", ".pfx", ".sqlite3", ".db", ".log", ".pyc"}

    assert [path for path in files() if path.suffix in kinds or path.name.startswith((".env", "id_rsa", ".netrc"))] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "private key"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "cloud key"),
        ("ghp_" + "a1" * 18, "token of a forge"),
        ("xoxb-" + "1234567890-abcdef", "token of a service"),
        ("eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTYifQ." + "c2lnbmF0dXJlMQ1", "signed token"),
        ('api_key = "' + "a1b2c3d4e5f6a7b8c9d0" + '"', "key that is set"),
        ("postgresql://kotae:" + "hunter2@db.example/kotae", "password in an address"),
        ("KB_SECRET_KEY=" + "a" * 32, "environment file"),
    ],
)
def test_each_kind_of_secret_would_be_found(text: str, name: str) -> None:
    assert name in found_in(text)
