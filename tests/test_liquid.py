from __future__ import annotations

import contextlib
import re
import time

import pytest

from kb.errors import TemplateSyntaxError
from kb.liquid import FILTERS, MAX_SOURCE_BYTES, TAGS, VALUE_END, VALUE_START, Rendering, Template


class Words:
    """A formatter that shows which filter saw which value."""

    def plain(self, value: object) -> str:
        return str(value)

    def filtered(self, filter: str, value: object, *args: object) -> str:
        return f"{filter}({', '.join(str(part) for part in (value, *args))})"


def rendered(source: str, **values: object) -> Rendering:
    """The rendering with these values; `order__number` stands for `order.number`."""
    return Template(source).render({name.replace("__", "."): value for name, value in values.items()}, Words())


def shown(source: str, **values: object) -> str:
    """The rendered text with every value in its place, and every gap as `<name>`."""
    rendering = rendered(source, **values)

    def written(mark: re.Match[str]) -> str:
        output = rendering.outputs[int(mark[1])]
        return f"<{output.name}>" if output.text is None else output.text

    return re.sub(f"{VALUE_START}(\\d+){VALUE_END}", written, rendering.text)


@pytest.mark.parametrize(
    ("source", "values", "text"),
    [
        ("Hello", {}, "Hello"),
        ("No. {{ order.number }}.", {"order__number": "A-1"}, "No. A-1."),
        ("{{order.number}}", {"order__number": "A-1"}, "A-1"),
        ("{{ total | money }}", {"total": 5}, "money(5)"),
        ('{{ who | name: "greeting" }}', {"who": "Ana"}, "name(Ana, greeting)"),
        ('{{ "plain words" }}', {}, "plain words"),
        ("{% if a %}yes{% else %}no{% endif %}", {"a": "x"}, "yes"),
        ("{% if a %}yes{% else %}no{% endif %}", {}, "no"),
        ('{% if a == "x" %}1{% elsif a == "y" %}2{% else %}3{% endif %}', {"a": "y"}, "2"),
        ("{% unless a %}none{% endunless %}", {}, "none"),
        ('{% case a %}{% when "x", "y" %}xy{% else %}other{% endcase %}', {"a": "y"}, "xy"),
        ("{% for i in items %}[{{ i }}]{% endfor %}", {"items": ("p", "q")}, "[p][q]"),
        ("{% for i in items %}{{ forloop.index }}.{{ i }} {% endfor %}", {"items": ("p", "q")}, "1.p 2.q "),
        ('{% assign a = "x" %}{{ a }}', {}, "x"),
        ("{% assign a = order.number %}{{ a }}", {"order__number": "A-1"}, "A-1"),
        ("a{% comment %}hidden {{ x }}{% endcomment %}b", {}, "ab"),
        ("{% raw %}{{ x }}{% endraw %}", {}, "{{ x }}"),
        ("{{ items.size }}/{{ items.first }}/{{ items.last }}", {"items": ("p", "q")}, "2/p/q"),
        ("a {%- if a -%} b {%- endif -%} c", {"a": "x"}, "abc"),
    ],
)
def test_a_text_is_rendered_with_its_values(source: str, values: dict[str, object], text: str) -> None:
    assert shown(source, **values) == text


@pytest.mark.parametrize(
    ("source", "values", "text", "missing"),
    [
        ("{{ a }}", {}, "<a>", ["a"]),
        ("{{ b }}{{ a }}{{ b }}", {}, "<b><a><b>", ["b", "a"]),
        ("{{ a | money }}", {}, "<a>", ["a"]),
        ("{{ order.number }}", {"order__total": "1"}, "<order.number>", ["order.number"]),
        ("{% assign x = a %}{{ x }}", {}, "<a>", ["a"]),
        ("{% if a %}{{ a }}{% endif %}", {}, "", []),
        ("{% if a %}{{ b }}{% endif %}", {"a": "1"}, "<b>", ["b"]),
        ("{% unless a %}{{ b }}{% endunless %}", {}, "<b>", ["b"]),
        ("{% if a != nil %}{{ a }}{% endif %}", {}, "", []),
        ("{% for i in a %}{{ i }}{% endfor %}", {"a": ()}, "", []),
    ],
)
def test_only_what_is_printed_in_a_branch_that_is_taken_is_required(
    source: str, values: dict[str, object], text: str, missing: list[str]
) -> None:
    assert shown(source, **values) == text
    assert rendered(source, **values).missing == missing


@pytest.mark.parametrize(
    "source",
    [
        'A{% if a == "x" %}1{% else %}2{% endif %}B',
        'A{% if a != "x" %}1{% else %}2{% endif %}B',
        "A{% if a > 1 %}1{% else %}2{% endif %}B",
        "A{% if a <= 1 %}1{% endif %}B",
        'A{% if a contains "x" %}1{% else %}2{% endif %}B',
        'A{% if "x" == a %}1{% else %}2{% endif %}B',
        'A{% unless a == "x" %}1{% endunless %}B',
        'A{% case a %}{% when "x" %}1{% else %}2{% endcase %}B',
        'A{% if b %}{% elsif a == "x" %}1{% else %}2{% endif %}B',
        'A{% assign c = a %}{% if c == "x" %}1{% else %}2{% endif %}B',
    ],
)
def test_a_choice_that_hangs_on_a_missing_value_shows_the_gap_and_takes_neither_branch(source: str) -> None:
    assert shown(source) == "A<a>B"
    assert rendered(source).missing == ["a"]


def test_an_inner_choice_that_cannot_be_made_leaves_the_outer_text_standing() -> None:
    assert shown('{% if b %}before {% if a == "x" %}1{% endif %} after{% endif %}', b="1") == "before <a> after"


@pytest.mark.parametrize(
    ("source", "values", "text", "missing"),
    [
        ('{{ a | default: "the item" }}', {}, "the item", []),
        ('{{ a | default: "the item" }}', {"a": "lamp"}, "lamp", []),
        ('{{ a | name: "greeting" | default: "Hello" }}', {}, "Hello", []),
        ("{{ a | default: b }}", {"b": "lamp"}, "lamp", []),
        ("{{ a | default: b }}", {}, "<b>", ["b"]),
    ],
)
def test_a_default_speaks_where_the_value_is_missing(
    source: str, values: dict[str, object], text: str, missing: list[str]
) -> None:
    assert shown(source, **values) == text
    assert rendered(source, **values).missing == missing


def test_what_a_default_says_is_not_the_value_of_a_variable() -> None:
    outputs = rendered('{{ a | default: "x" }}{{ b | default: "x" }}', b="y").outputs

    assert [(output.name, output.text) for output in outputs] == [("", "x"), ("b", "y")]


@pytest.mark.parametrize("hostile", ["{{ order.number }}", "{% if x %}", "{% raw %}", "}}", "{{ 7 | times: 7 }}", "{# x #}"])
def test_a_value_is_never_read_as_liquid(hostile: str) -> None:
    assert shown("[{{ a }}]", a=hostile, order__number="SECRET") == f"[{hostile}]"


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ('{% include "x" %}', "include"),
        ('{% render "x" %}', "render"),
        ("{% capture x %}{% endcapture %}", "capture"),
        ("{% cycle 'a', 'b' %}", "cycle"),
        ("{% increment x %}", "increment"),
        ("{% tablerow i in x %}{% endtablerow %}", "tablerow"),
        ("{% liquid\nassign x = 1 %}", "liquid"),
        ("{% echo x %}", "echo"),
        ("{% iff x %}{% endif %}", "iff"),
        ("{% break %}", "break"),
        ("{% elsif x %}", "elsif"),
        ("{% endif %}", "endif"),
    ],
)
def test_a_tag_that_is_not_on_the_list_is_refused_by_its_name_with_the_list(source: str, named: str) -> None:
    with pytest.raises(TemplateSyntaxError) as error:
        Template(source)

    assert f'"{named}"' in str(error.value)
    assert all(tag in str(error.value) for tag in TAGS)


@pytest.mark.parametrize(
    "name", ["upcase", "append", "replace", "strip_html", "safe", "escape", "times", "size", "join", "t"]
)
def test_a_filter_that_is_not_on_the_list_is_refused_by_its_name_with_the_list(name: str) -> None:
    with pytest.raises(TemplateSyntaxError) as error:
        Template(f"Total: {{{{ a | {name} }}}}")

    assert f'"{name}"' in str(error.value)
    assert ", ".join(FILTERS) in str(error.value)
    assert error.value.index == len("Total: {{ a | ")


def test_a_filter_is_refused_wherever_it_stands() -> None:
    for source in ("{% assign x = a | upcase %}", "{% if b %}{{ a | upcase }}{% endif %}", "{{ a | money | upcase }}"):
        with pytest.raises(TemplateSyntaxError, match="upcase"):
            Template(source)


def test_a_misspelled_tag_or_filter_gets_a_proposal() -> None:
    with pytest.raises(TemplateSyntaxError, match='did you mean "unless"'):
        Template("{% unles x %}{% endunless %}")
    with pytest.raises(TemplateSyntaxError, match='did you mean "money"'):
        Template("{{ a | mony }}")


@pytest.mark.parametrize("tag", ["if x", "unless x", "case x", "for i in x", "raw"])
def test_a_tag_that_is_not_closed_is_named_with_what_closes_it(tag: str) -> None:
    name = tag.split()[0]
    with pytest.raises(TemplateSyntaxError) as error:
        Template(f"Text {{% {tag} %}} more")

    assert f'"{name}"' in str(error.value)
    assert f"end{name}" in str(error.value)


@pytest.mark.parametrize(
    "source",
    [
        "{{ a",
        "{{ }}",
        "{{ 5 }}",
        "{{ true }}",
        "{{ nil }}",
        '{{ "a" | default: "b" }}',
        "{{ (1..9) }}",
        "{% for i in (1..9) %}{% endfor %}",
        "{% if a == blank %}{% endif %}",
        "{% if a == empty %}{% endif %}",
        "{% if %}{% endif %}",
        "{% if a b %}{% endif %}",
        "{% for i of x %}{% endfor %}",
        "{% assign = 3 %}",
        "{% comment %}",
        "{{ a | }}",
        "{%",
        "{% %}",
    ],
)
def test_what_is_not_plain_printing_and_choosing_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize(
    ("source", "place"),
    [("Hello {{ a | upcase }}", "upcase"), ('0123 {% include "x" %}', "include"), ("ab\ncd {% if x %}", "{% if x")],
)
def test_a_mistake_is_told_with_its_place(source: str, place: str) -> None:
    with pytest.raises(TemplateSyntaxError) as error:
        Template(source)

    assert source.index(place) <= error.value.index <= source.index(place) + 3


def test_every_use_of_a_variable_is_listed_in_the_order_of_the_text() -> None:
    source = '{% if tracking.number %}{{ tracking.number }}{% endif %} {{ due.date | date }} {{ x | default: "y" }}'

    uses = Template(source).uses

    assert [(use.name, use.printed) for use in uses] == [
        ("tracking.number", False),
        ("tracking.number", True),
        ("due.date", True),
        ("x", True),
    ]
    assert [source[use.index :].startswith(use.name) for use in uses] == [True] * 4
    assert [use.filters for use in uses] == [(), (), (("date", ()),), (("default", ("y",)),)]


def test_names_of_the_text_itself_are_no_variables() -> None:
    source = "{% assign a = order.total %}{{ a }}{% for i in items %}{{ i }}{{ forloop.index }}{% endfor %}"

    assert {use.name for use in Template(source).uses} == {"order.total", "items"}


def test_a_text_of_the_longest_size_is_read_and_a_longer_one_is_refused() -> None:
    assert shown("é" * (MAX_SOURCE_BYTES // 2)).startswith("éé")
    with pytest.raises(TemplateSyntaxError, match="16 kB"):
        Template("é" * (MAX_SOURCE_BYTES // 2) + "x")


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in l %}{% for b in l %}{% for c in l %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in l %}{% for b in l %}" + "x" * 2000 + "{% endfor %}{% endfor %}",
    ],
    ids=["loops", "output"],
)
def test_a_text_that_grows_beyond_its_limits_is_stopped(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        rendered(source, l=tuple("abcdefghij"))


@pytest.mark.parametrize(
    "source",
    [
        "{% if a %}" * 600 + "{% endif %}" * 600,
        "{% if a" + " and a" * 2500 + " %}{% endif %}",
        "{{ a" + "[a" * 3000 + "]" * 3000 + " }}",
    ],
    ids=["nested tags", "long condition", "nested brackets"],
)
def test_deep_nesting_is_refused_and_not_a_crash(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize("unit", ["{", "{{", "{{ '", "{%", "{{ ", "{% raw %}", "{% comment %}", "{% if a %}", "{{ a }}"])
def test_a_hostile_text_costs_little_time(unit: str) -> None:
    # A quarter of the largest source: the time that is allowed for a whole one is a generous bound for it.
    source = unit * (MAX_SOURCE_BYTES // 4 // len(unit))
    started = time.process_time()

    with contextlib.suppress(TemplateSyntaxError):
        Template(source)

    assert time.process_time() - started < 0.6
