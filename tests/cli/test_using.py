"""`kb search` and `kb render`: trying what agents do."""

from __future__ import annotations

import json

import pytest

from kb.content.library import Library
from tests.cli.conftest import Kb

LATE = "templates/apology/late-delivery"


def test_a_search_lists_what_is_found_in_the_askers_language(kb_command: Kb, library: Library) -> None:
    ran = kb_command("search", "--lang", "zh", "包裹", "还没到")

    assert ran.code == 0
    lines = ran.out.splitlines()
    late = next(line for line in lines if LATE in line)
    assert late.split(maxsplit=2)[1:] == [LATE, library.get(LATE, "zh").title]
    assert [float(line.split()[0]) for line in lines] == sorted((float(line.split()[0]) for line in lines), reverse=True)


def test_found_documents_can_be_read_by_a_program(kb_command: Kb) -> None:
    ran = kb_command("search", "--json", "--limit", "3", "refund")

    found = json.loads(ran.out)
    assert len(found) == 3
    assert all(list(hit) == ["id", "lang", "title", "score"] for hit in found)


def test_a_search_keeps_what_was_asked_for(kb_command: Kb) -> None:
    articles = json.loads(kb_command("search", "--json", "--kind", "article", "refund").out)
    replies = json.loads(kb_command("search", "--json", "--reply-lang", "ja", "refund").out)

    assert articles
    assert all(hit["id"].startswith("articles/") for hit in articles)
    assert replies
    assert all(hit["id"].startswith("templates/") for hit in replies)


def test_nothing_found_is_told_and_ends_with_1(kb_command: Kb) -> None:
    ran = kb_command("search", "xylophonquark")

    assert (ran.code, ran.out) == (1, "")
    assert "nothing found" in ran.err
    assert json.loads(kb_command("search", "--json", "xylophonquark").out) == []


PAIRS = [
    "--set=order.number=250-1234567",
    '--set=due.date={"at": "2026-03-06T17:00", "zone": "America/New_York"}',
    "--set=agent.name=Mei",
    "--set=brand.name=Northlight = Home",
]


def test_a_reply_is_printed_as_it_would_be_copied(kb_command: Kb) -> None:
    ran = kb_command("render", LATE, "--lang", "en", "--channel", "email", *PAIRS)

    assert ran.code == 0
    assert ran.out.startswith("Subject: Apology for the delay of order 250-1234567\n\nHello,\n\nWe apologize")
    assert ran.out.endswith("Kind regards,\nMei\nNorthlight = Home\n")


@pytest.mark.parametrize(("tone", "word"), [("formal", "Kind regards"), ("friendly", "Best wishes")])
def test_a_reply_is_in_the_tone_that_was_asked_for(tone: str, word: str, kb_command: Kb) -> None:
    ran = kb_command("render", LATE, "--lang", "en", "--tone", tone, *PAIRS)

    assert word in ran.out


def test_a_preview_shows_its_gaps_and_may_not_be_copied(kb_command: Kb) -> None:
    ran = kb_command("render", LATE, "--lang", "ja", "--set", "order.number=250-1", "--preview")

    assert ran.code == 1
    assert "[担当者名]" in ran.out
    assert "250-1" in ran.out


def test_a_missing_value_is_named_and_nothing_printed(kb_command: Kb) -> None:
    ran = kb_command("render", LATE, "--lang", "ja", "--set", "order.number=250-1")

    assert (ran.code, ran.out) == (1, "")
    assert all(name in ran.err for name in ("due.date", "agent.name", "brand.name"))


def test_what_forbids_a_reply_is_told_beside_it(kb_command: Kb) -> None:
    ran = kb_command("render", LATE, "--lang", "en", "--channel", "social-public", *PAIRS)

    assert ran.code == 1
    assert "We apologize" in ran.out
    assert "block: channel-not-offered" in ran.err
