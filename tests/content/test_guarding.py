"""The guard's files: what is read from them, and what their writers are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.content.guarding import ANY, Phrase, RuleText, Step, read_policies, read_rule
from kb.content.library import load_library
from kb.content.problems import Problems
from tests.conftest import CONTENT
from tests.small_content import ID, real_vocabulary, source_file, write_content

RULES = (CONTENT / "guard/rules.yml").read_text("utf-8")


def rule(text: str, *shared: str) -> tuple[RuleText, list[str]]:
    notes = Problems("guard/en/x.txt")
    read = read_rule(text, notes, shared)
    return read, [f"{note.line}: {note.message}" for note in notes]


def only(line: str) -> Phrase:
    read, wrong = rule(f"[a]\none\n[b]\ntwo\n[c]\nthree\n[breaks]\n{line}\n")
    assert not wrong
    return read.breaks[0]


def test_lists_are_divided_by_commas_and_lines_and_brackets_stand_for_each_choice() -> None:
    read, wrong = rule("# a comment\n[change]\nchang(e|es|ed), edit*\n\nredo\n[breaks]\nchange\n")

    assert not wrong
    assert read.words == {"change": ("change", "changes", "changed", "edit*", "redo")}


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("a b", Phrase((Step(("a",)), Step(("b",))), (), (), 8)),
        ("a|b c", Phrase((Step(("a", "b")), Step(("c",))), (), (), 8)),
        ("a ~5 b", Phrase((Step(("a",)), Step(("b",), gap=5)), (), (), 8)),
        ("a -c b", Phrase((Step(("a",)), Step(("b",), bars=("c",))), (), (), 8)),
        ("-c a", Phrase((Step(("a",), bars=("c",)),), (), (), 8)),
        ("a -c", Phrase((Step(("a",)),), ("c",), (), 8)),
        ("a !c b", Phrase((Step(("a",)), Step(("b",))), (), ("c",), 8)),
        ("a / b", Phrase((Step(("a",)), Step(("b",), onward=True)), (), (), 8)),
        ('a "once you"', Phrase((Step(("a",)), Step(('"once you"',))), (), (), 8)),
    ],
)
def test_a_pattern_says_what_stands_in_which_order(line: str, phrase: Phrase) -> None:
    assert only(line) == phrase


def test_steps_in_any_order_are_a_pattern_for_each_order() -> None:
    read, _ = rule("[a]\none\n[b]\ntwo\n[breaks]\na & b !a\n")

    assert [[step.any_of for step in phrase.steps] for phrase in read.breaks] == [[("a",), ("b",)], [("b",), ("a",)]]
    assert {phrase.absent for phrase in read.breaks} == {("a",)}


def test_a_gap_has_no_limit_unless_one_is_written() -> None:
    assert only("a b").steps[1].gap == ANY


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("review\n", '1: this line stands under no heading; put it below one like "[review]"'),
        ("[Review]\n", '1: "[Review]" is no heading; write [name] in small letters, or [breaks]'),
        ("[a]\nchang(e|es\n", '2: "chang(e|es" has brackets that do not pair; write chang(e|es|ed), none in another'),
        ("[a]\none\n[breaks]\na benefit\n", '4: this pattern cannot be read: no list of words is called "benefit"'),
        (
            "[a]\none\n[breaks]\na ~x a\n",
            '4: this pattern cannot be read: "~x" is no distance; write a number after the sign',
        ),
        ("[a]\none\n[breaks]\na /\n", "4: this pattern cannot be read: it begins and ends with a name"),
        ("[a]\none\n[breaks]\na &\n", '4: this pattern cannot be read: "&" stands between at most 4 steps'),
        ("[breaks]\n|\n", '2: this pattern cannot be read: "|" names nothing'),
        ("[a]\n" + "(0|1|2|3|4|5|6|7|8|9)" * 4 + "\n", "2: "),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_write(text: str, message: str) -> None:
    _, wrong = rule(text)

    assert len(wrong) == 1
    assert wrong[0].startswith(message)


def test_a_near_name_is_suggested() -> None:
    _, wrong = rule("[breaks]\nreviw\n", "review")

    assert 'did you mean "review"?' in wrong[0]


def test_every_rule_of_the_bundled_policies_says_why_in_four_languages() -> None:
    notes = Problems("guard/rules.yml")
    policies = read_policies(RULES, real_vocabulary().taxonomy, notes)

    assert not list(notes)
    for policy in policies.values():
        assert policy.sources
        assert all(set(labels) == {"en", "ja", "es", "zh"} and all(labels.values()) for labels in policy.says.values())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("severity: warn", "severity: loud", '"loud" is not a known severity'),
        ("  R14:\n", "  R99:\n", 'the rule "R14" is missing'),
        ("intents: [review-revision-request]", "intents: [begging]", '"begging" is not a known intent'),
    ],
)
def test_a_mistake_in_the_policies_is_told(old: str, new: str, words: str) -> None:
    notes = Problems("guard/rules.yml")
    read_policies(RULES.replace(old, new, 1), real_vocabulary().taxonomy, notes)

    assert any(words in note.message for note in notes)


def test_a_rule_that_is_broken_stays_as_it_was_and_is_reported(tmp_path: Path) -> None:
    good = {f"en/{ID}.md": source_file(), "guard/en/blunt.txt": "[a]\none\n[breaks]\na\n"}
    before = load_library(write_content(tmp_path, good))
    (tmp_path / "guard/en/blunt.txt").write_text("[a]\none\n[breaks]\nnothing-like-it\n", "utf-8")

    after = load_library(tmp_path, before)

    assert after.guard["en"]["blunt"] == before.guard["en"]["blunt"]
    assert [(problem.path, problem.line) for problem in after.problems] == [("guard/en/blunt.txt", 4)]


def test_a_change_of_a_rule_is_another_version_of_the_library(tmp_path: Path) -> None:
    files = {f"en/{ID}.md": source_file(), "guard/en/blunt.txt": "[a]\none\n[breaks]\na\n"}
    before = load_library(write_content(tmp_path, files))
    (tmp_path / "guard/en/blunt.txt").write_text("[a]\ntwo\n[breaks]\na\n", "utf-8")

    assert load_library(tmp_path, before).version != before.version
