from __future__ import annotations

from collections.abc import Mapping

import pytest

from kb.content.problems import Problems
from kb.content.variables import FACTS, FILTER_TYPES, TYPES, Variable, read_variables
from kb.liquid import FILTERS
from tests.small_content import real_vocabulary

TEXTS = "{en: A, ja: B, es: C, zh: D}"


def read(text: str) -> tuple[Mapping[str, Variable], list[tuple[int, str, str]]]:
    problems = Problems("variables.yml")
    return read_variables(text, problems), [(p.line, p.code, p.message) for p in problems]


def entry(name: str, type: str = "text", more: str = "") -> str:
    return f"{name}:\n  type: {type}\n  label: {TEXTS}\n  example: {TEXTS}\n{more}"


def test_a_variable_is_read_whole() -> None:
    text = entry("return.cost_bearer", "choice", f"  personal: true\n  choices:\n    seller: {TEXTS}\n    buyer: {TEXTS}\n")

    variables, problems = read(text)

    assert problems == []
    variable = variables["return.cost_bearer"]
    assert (variable.name, variable.type, variable.personal) == ("return.cost_bearer", "choice", True)
    assert (variable.labels["ja"], variable.examples["zh"]) == ("B", "D")
    assert list(variable.choices) == ["seller", "buyer"]


def test_a_choice_may_have_a_label_in_a_second_script_and_another_tag_is_told() -> None:
    def choices(more: str) -> str:
        return entry("offer.options", "list", f"  choices:\n    exchange: {{en: A, ja: B, es: C, zh: D, {more}}}\n")

    variables, problems = read(choices("zh-Hant: E"))

    assert problems == []
    labels = [variables["offer.options"].choice("exchange", "zh", locale) for locale in ("", "zh-CN", "zh-TW", "zh-HK")]
    assert labels == ["D", "D", "E", "E"]
    assert variables["offer.options"].choice("exchange", "es", "es-MX") == "C"
    assert [code for _, code, _ in read(choices("zh-Hnat: E"))[1]] == ["unknown-key"]
    assert [code for _, code, _ in read(choices('zh-Hant: ""'))[1]] == ["missing-key"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (entry("a.b", "string"), 2, '"string" is not a known type'),
        (entry("a.b", "mony"), 2, 'did you mean "money"?'),
        (entry("a.b", more="  persnal: true\n"), 5, 'did you mean "personal"?'),
        (entry("a.b", more="  personal: yes\n"), 5, "must be true or false"),
        (entry("a.b", "choice"), 1, '"choices" is missing'),
        ("a.b:\n  type: text\n  example: {en: A}\n", 2, '"label" is missing'),
        ("a.b:\n  type: text\n  label: {en: A, ja: B, es: C}\n  example: {en: A}\n", 3, '"zh" is missing'),
        ("a.b: text\n", 1, "must be a mapping"),
        (entry("a.b") + entry("a.b"), 5, "written twice"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, words: str) -> None:
    _, problems = read(text)

    told = [at for at, _, message in problems if words in message]
    # The line of a missing key is that of the mapping it is missing in, which YAML places at its first key.
    assert told
    assert told[0] in (line, line + 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("order", "order.number"),
        ("order.number", "order"),
        ("a", "channel"),
        ("a", "tone"),
        ("a", "channel.name"),
        ("a", "market.zone"),
    ],
)
def test_a_name_that_is_part_of_another_or_of_a_fact_is_refused(first: str, second: str) -> None:
    variables, problems = read(entry(first) + entry(second))

    assert list(variables) == [first]
    assert [(line, code) for line, code, _ in problems] == [(5, "variable-name")]


def test_every_filter_says_which_types_it_takes() -> None:
    assert set(FILTER_TYPES) == set(FILTERS)
    assert all(set(types) <= set(TYPES) for types in FILTER_TYPES.values())


def test_the_vocabulary_has_the_blanks_of_the_domain() -> None:
    variables = real_vocabulary().variables

    types = {
        "customer.name": "person",
        "order.number": "text",
        "order.date": "date",
        "order.total": "money",
        "refund.amount": "money",
        "evidence.list": "list",
        "evidence.upload_url": "url",
        "discount.percent": "percent",
        "return.cost_bearer": "choice",
        "due.date": "datetime",
        "case.id": "text",
        "agent.name": "text",
    }
    assert {name: variables[name].type for name in types} == types
    assert not set(variables) & set(FACTS)


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("customer.name", True),
        ("customer.account", True),
        ("order.number", True),
        ("tracking.number", True),
        ("customer.handle", False),
        ("product.name", False),
        ("case.id", False),
        ("carrier.name", False),
    ],
)
def test_a_persons_data_is_marked_as_the_domain_says(name: str, personal: bool) -> None:
    assert real_vocabulary().variables[name].personal is personal
