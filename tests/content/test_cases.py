from __future__ import annotations

import pytest

from kb.content.cases import CaseRules, read_cases
from kb.content.problems import Problems
from tests.conftest import CONTENT
from tests.small_content import real_vocabulary

TEXT = (CONTENT / "cases.yml").read_text("utf-8")


def read(text: str) -> tuple[CaseRules, list[tuple[str, str]]]:
    notes = Problems("cases.yml")
    found = read_cases(text, real_vocabulary().taxonomy, notes)
    return found, [(text.split("\n")[problem.line - 1].strip(), problem.message) for problem in notes]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{within: 12h,", "{within: 12 hours,", '"12 hours" is not a time'),
        ("{within: 12h, clock: always", "{within: 12h, clock: allways", 'did you mean "always"?'),
        ("platforms: [shopee], source: V19", "platforms: [shoppee], source: V19", 'did you mean "shopee"?'),
        ("platforms: [shopee], source: V19", "platforms: [shopee]", '"source" is missing'),
        ('from: "08:00", to: "21:00"', 'from: "21:00", to: "08:00"', "later than"),
        ('from: "08:00"', 'from: "8"', '"8" is not a time of day'),
        ('to: "21:00"', 'to: "24:30"', '"24:30" is not a time of day'),
        ("zone: Asia/Shanghai}", "zone: Asia/Shanhai}", "IANA"),
        ("zone: Asia/Shanghai}", "zone: Asia/Shanghai, holidays: [christmas]}", '"christmas" is not a day'),
        ("next: [acknowledge, off-hours]", "next: [acknowledgement, off-hours]", 'did you mean "acknowledge"?'),
        ("intent: offer, next", "intent: offers, next", 'did you mean "offer"?'),
        ("ja: 新規, ", "", '"ja" is missing'),
    ],
)
def test_a_mistake_is_told_at_its_line_with_what_to_write(old: str, new: str, words: str) -> None:
    assert old in TEXT
    _, problems = read(TEXT.replace(old, new, 1))

    assert [(new.split(",")[0].strip("{}") in line or new == "", words in message) for line, message in problems][0] == (
        True,
        True,
    )


def test_the_rest_must_have_a_target() -> None:
    _, problems = read(TEXT.replace("  - {within: 24h, clock: always, source: S1}\n", ""))

    assert ["for the rest" in message for _, message in problems] == [True]


def test_every_case_is_opened_closed_and_opened_again() -> None:
    _, problems = read(TEXT.replace("  detect:", "  begin:"))

    assert any('"detect" is missing' in message for _, message in problems)


def test_what_is_usual_comes_before_what_is_possible_anywhere() -> None:
    rules, problems = read(TEXT)

    assert problems == []
    assert [stage.id for stage in rules.following("offer")] == ["execute", "platform-dispute", "hostile", "suspect-fake"]


def test_a_stage_that_is_no_longer_known_is_followed_by_what_follows_a_new_case() -> None:
    rules, _ = read(TEXT)

    assert rules.following("gone") == rules.following("detect")


@pytest.mark.parametrize(
    ("stage", "intent", "reached"),
    [
        ("detect", "acknowledgement", "acknowledge"),
        ("acknowledge", "apology", "apologise"),
        ("detect", "offer", "detect"),
        ("apologise", "offer", "offer"),
        ("offer", "", "offer"),
        ("gone", "acknowledgement", "acknowledge"),
    ],
)
def test_a_reply_brings_a_case_to_the_step_that_it_is_for(stage: str, intent: str, reached: str) -> None:
    rules, _ = read(TEXT)

    assert rules.after_reply(stage, intent) == reached
