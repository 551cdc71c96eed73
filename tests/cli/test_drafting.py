"""`kb draft`: what it says, what it writes, what it leaves alone, and that nothing done is lost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.content.library import load_library
from tests.cli.conftest import Kb
from tests.conftest import ROOT
from tests.translate.conftest import commit
from tests.translate.server import Server, libretranslate

ID = "templates/apology/late-delivery"
EN, ES, JA = (f"{lang}/{ID}.md" for lang in ("en", "es", "ja"))


@pytest.fixture
def server() -> Iterator[Server]:
    with libretranslate() as running:
        yield running


@pytest.fixture
def content(content: Path) -> Path:
    """The template in four languages, as git has it."""
    for lang in ("ja", "es", "zh"):
        file = content / f"{lang}/{ID}.md"
        text = file.read_text("utf-8")
        blob, digest = stamp_of(content)
        file.write_text(re.sub(r"source: \w+, digest: \w+", f"source: {blob}, digest: {digest}", text), "utf-8")
    commit(content)
    return content


def stamp_of(content: Path) -> tuple[str, str]:
    source = load_library(content).get(ID, "en")
    return source.file.blob, source.digest


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def state(content: Path, lang: str = "es") -> str:
    return load_library(content).get(ID, lang).freshness


def test_without_a_provider_a_skeleton_is_written_that_nobody_is_shown(content: Path, kb_command: Kb) -> None:
    (content / ES).unlink()

    ran = kb_command("draft", "--lang", "es", ID, content=content)

    assert ran.code == 0
    assert re.fullmatch(rf"{content / ES}: machine, \d+ to do\n", ran.out)
    assert "nothing is sent anywhere" in ran.err
    text = (content / ES).read_text("utf-8")
    assert "\n## friendly\n" in text and "\nTODO(es) I'm sorry that your {{ product.name" in text
    assert "state: machine" in text
    assert "es" not in load_library(content).documents[ID]
    assert (
        ' error: "TODO(es)" marks what nobody has translated yet; translate it and delete the mark [to-do]'
        in kb_command("check", content / ES, content=content).out
    )


def test_a_skeleton_is_filled_by_a_machine_and_what_people_wrote_meanwhile_stays(
    content: Path, kb_command: Kb, server: Server
) -> None:
    (content / ES).unlink()
    kb_command("draft", "--lang", "es", ID, content=content)
    mine = 'Lamentamos que su {{ product.name | default: "pedido" }} no le haya llegado.'
    text = (content / ES).read_text("utf-8")
    (content / ES).write_text(re.sub(r"TODO\(es\) We apologize that your .* not reached.*", mine, text), "utf-8")

    ran = kb_command(
        "draft",
        "--lang",
        "es",
        "--missing",
        "--provider",
        "libretranslate",
        content=content,
        KB_LIBRETRANSLATE_URL=server.url,
    )

    assert (ran.code, ran.out) == (0, f"{content / ES}: machine\n")
    assert mine in (content / ES).read_text("utf-8").split("\n")
    assert not [text for text in server.texts if "not reached you" in text]
    assert state(content) == "machine"


def test_only_what_changed_is_sent_and_everything_else_stays_to_the_letter(
    content: Path, kb_command: Kb, server: Server
) -> None:
    before = (content / ES).read_text("utf-8").split("\n")
    change(content / EN, "You have waited longer than you were told to expect.", "You have waited for too long.")
    commit(content)
    assert state(content) == "stale"

    ran = kb_command(
        "draft", "--lang", "es", "--stale", "--provider", "libretranslate", content=content, KB_LIBRETRANSLATE_URL=server.url
    )

    after = (content / ES).read_text("utf-8").split("\n")
    assert (ran.code, ran.out) == (0, f"{content / ES}: machine\n")
    assert [text for text in server.texts if "[X0X]" in text] == [
        "We apologize that your [X0X] has not reached you yet. You have waited for too long."
    ]
    assert sum(line not in before for line in after) == 2, "the paragraph and the stamp"
    assert state(content) == "machine"


def test_wording_that_git_does_not_have_is_never_overwritten(content: Path, kb_command: Kb, server: Server) -> None:
    change(content / EN, "You have waited longer than you were told to expect.", "You have waited for too long.")
    commit(content)
    change(content / ES, "Lleva esperando más tiempo", "Está esperando más tiempo")
    before = (content / ES).read_bytes()

    ran = kb_command(
        "draft", "--lang", "es", ID, "--provider", "libretranslate", content=content, KB_LIBRETRANSLATE_URL=server.url
    )

    assert ran.code == 1
    assert "has wording that git does not have, and its source changed; commit it first" in ran.err
    assert ((content / ES).read_bytes(), server.asked) == (before, [])


def test_a_translation_that_is_laid_out_otherwise_is_left_as_it_is(content: Path, kb_command: Kb) -> None:
    change(content / ES, "\n\nAtentamente,", "\nAtentamente,")
    change(content / EN, "Kind regards", "Best regards")
    commit(content)

    ran = kb_command("draft", "--lang", "es", ID, content=content)

    assert ran.code == 1
    assert f"kb: {ES} is left as it is: its paragraphs are not those of its source" in ran.err


def test_what_reflects_its_source_has_nothing_to_draft(content: Path, kb_command: Kb) -> None:
    ran = kb_command("draft", "--lang", "ja", ID, content=content)

    assert (ran.code, ran.out) == (1, "")
    assert f"kb: {JA} has nothing to draft" in ran.err
    assert kb_command("draft", "--lang", "ja", "--missing", "--stale", content=content).code == 0


def test_a_dry_run_tells_how_much_would_be_sent_and_sends_nothing(content: Path, kb_command: Kb, server: Server) -> None:
    (content / ES).unlink()
    arguments = ("draft", "--lang", "es", "--missing", "--provider", "libretranslate")

    ran = kb_command(*arguments, "--dry-run", content=content, KB_LIBRETRANSLATE_URL=server.url)

    assert (ran.code, ran.out, server.asked) == (0, "", [])
    told = re.search(r"to libretranslate: (\d+) sentences, (\d+) characters, no price", ran.err)
    assert told, ran.err
    assert not (content / ES).exists()
    kb_command(*arguments, content=content, KB_LIBRETRANSLATE_URL=server.url)
    assert (len(server.texts), sum(map(len, server.texts))) == (int(told[1]), int(told[2]))


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--lang", "es"], 2, "name the documents, or give --missing or --stale"),
        (["--lang", "fr", ID], 2, "'fr' is not one of"),
        (["--lang", "es", "templates/apology/late"], 1, 'no document has the id "templates/apology/late"; did you mean'),
        (["--lang", "en", ID], 1, "is the source; there is nothing to draft"),
        (["--lang", "es", ID, "--provider", "deepl"], 1, "DeepL wants a key; set KB_DEEPL_KEY"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(
    arguments: list[str], code: int, told: str, content: Path, kb_command: Kb
) -> None:
    ran = kb_command("draft", *arguments, content=content)

    assert ran.code == code
    assert told in ran.err


def test_a_server_that_is_not_there_is_an_error_with_a_remedy(content: Path, kb_command: Kb) -> None:
    (content / ES).unlink()

    ran = kb_command(
        *("draft", "--lang", "es", ID, "--provider", "libretranslate", "--timeout", "0.1"),
        content=content,
        KB_LIBRETRANSLATE_URL="nowhere",
    )

    assert ran.code == 1
    assert 'kb: KB_LIBRETRANSLATE_URL is "nowhere"; give an address like http://127.0.0.1:5000' in ran.err


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_command_that_is_killed_loses_nothing_it_has_done(
    sign: signal.Signals, content: Path, tmp_path: Path, server: Server
) -> None:
    (content / ES).unlink()
    killed = threading.Event()

    def answered_so_far(answer: str) -> str:
        if len(server.asked) > 8:
            killed.wait(60)
        return answer

    server.damage = answered_so_far
    environment = {
        **os.environ,
        "KB_CONTENT": str(content),
        "KB_DATA": str(tmp_path / "data"),
        "KB_LIBRETRANSLATE_URL": server.url,
    }
    command = [sys.executable, "-m", "kb", "draft", "--lang", "es", ID, "--provider", "libretranslate"]

    heeded = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # where these tests run in the background it is ignored
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, heeded)
    until = time.monotonic() + 60
    while len(server.asked) <= 8 and time.monotonic() < until:
        time.sleep(0.005)
    process.send_signal(sign)
    killed.set()
    _, err = process.communicate(timeout=60)

    assert process.returncode != 0
    if sign == signal.SIGINT:
        assert "what was translated is kept: the same command goes on from there" in err
    assert not (content / ES).exists(), "no half file"
    assert not list((content / "es").rglob(".*")), "nothing left behind"
    before = server.texts
    server.asked.clear()
    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert again.returncode == 0, again.stderr
    repeated = set(before) & set(server.texts)
    assert len(before) >= 8 and len(repeated) <= 1, "only what was under way is asked for again"
    assert state(content) == "machine"
