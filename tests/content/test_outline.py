from __future__ import annotations

import time
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.content import outline as marks
from kb.content.outline import Outline, compile_outline
from kb.content.parse import Vocabulary
from kb.content.taxonomy import Taxonomy
from kb.content.variables import Variable
from kb.errors import TemplateSyntaxError
from kb.reply.compose import Choices, compose
from kb.reply.formats import Formats
from kb.reply.paragraphs import Line, Piece
from tests.small_content import outline_of, template_of

LABELS = {"en": "A", "ja": "B", "es": "C", "zh": "D"}
VOCABULARY = Vocabulary(
    Taxonomy(),
    {
        name: Variable(name, type, LABELS, {})
        for name, type in (("a", "text"), ("b", "text"), ("x", "text"), ("items", "list"))
    },
)


def shown(source: str, **values: object) -> str:
    """The rendered text with its structure made visible: `¶/Hello,/World` is a paragraph of two lines."""
    found = compose(template_of(source), Choices("en"), values, VOCABULARY)
    lines = ((paragraph, line) for paragraph in found.paragraphs for line in paragraph.lines)
    text = "".join(
        ("¶" if line is paragraph.lines[0] else "") + {"": "/", "-": "•"}.get(line.item, "#") + written(line)
        for paragraph, line in lines
    )
    return text.replace("</b><b>", "").replace("</i><i>", "")


def written(line: Line) -> str:
    parts = []
    for address, pieces in groupby(line.pieces, key=lambda piece: piece.address):
        words = "".join(styled(piece) for piece in pieces)
        parts.append(f"<a>{words}→{address}</a>" if address else words)
    return "".join(parts)


def styled(piece: Piece) -> str:
    text = f"<i>{piece.text}</i>" if piece.emphasis else piece.text
    return f"<b>{text}</b>" if piece.strong else text


def mistakes(source: str) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    assert compile_outline(source, lambda *problem: found.append(problem)) is None
    return found


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hello", "¶/Hello"),
        ("Hello,\nWorld", "¶/Hello,/World"),
        ("Hello\n\nWorld", "¶/Hello¶/World"),
        ("\n\nHello\n \t\n\n\nWorld\n\n", "¶/Hello¶/World"),
        ("  Hello  \n  World", "¶/Hello/World"),
        ("- a\n- b", "¶•a•b"),
        ("* a\n+ b", "¶•a•b"),
        ("1. a\n2) b", "¶#a#b"),
        ("Take:\n- a\n- b\nthen", "¶/Take:•a•b/then"),
        ("-not an item", "¶/-not an item"),
        ("3.5 stars", "¶/3.5 stars"),
        ("2026. was", "¶/2026. was"),
        ("a & b < c > d", "¶/a & b < c > d"),
        ("<b>x</b> &amp; `code`", "¶/<b>x</b> &amp; `code`"),
        ("https://shop.example/a_b_c", "¶/https://shop.example/a_b_c"),
    ],
)
def test_a_text_is_paragraphs_of_lines_and_items(source: str, text: str) -> None:
    assert shown(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a **b** c", "¶/a <b>b</b> c"),
        ("a *b* _c_", "¶/a <i>b</i> <i>c</i>"),
        ("これは**重要**です", "¶/これは<b>重要</b>です"),
        ("请在**3月5日**前回复", "¶/请在<b>3月5日</b>前回复"),
        ("**「重要」**です", "¶/<b>「重要」</b>です"),
        ("**退款**：我们", "¶/<b>退款</b>：我们"),
        ("**{{ a }}** x", "¶/<b>V</b> x"),
        ("**{{ a }}円**です", "¶/<b>V円</b>です"),
        ("[here](https://shop.example/x)", "¶/<a>here→https://shop.example/x</a>"),
        ("詳細は[こちら](https://shop.example/x)です", "¶/詳細は<a>こちら→https://shop.example/x</a>です"),
        ("[**b** c]({{ a }})", "¶/<a><b>b</b> c→V</a>"),
        (r"\*not\* bold", "¶/*not* bold"),
        ("2 * 3 * 4", "¶/2 * 3 * 4"),
        ("snake_case_name", "¶/snake_case_name"),
        ("[brackets] only", "¶/[brackets] only"),
        ("- **退款**：{{ a }}", "¶•<b>退款</b>：V"),
    ],
)
def test_bold_emphasis_and_links_are_read_also_next_to_cjk(source: str, text: str) -> None:
    assert shown(source, a="V") == text


@pytest.mark.parametrize(
    ("source", "with_value", "without"),
    [
        ("Hi\n{% if a %}\nNo. {{ a }}\n{% endif %}\nBye", "¶/Hi/No. V/Bye", "¶/Hi/Bye"),
        ("Hi\n\n{% if a %}\nNo. {{ a }}\n{% endif %}\n\nBye", "¶/Hi¶/No. V¶/Bye", "¶/Hi¶/Bye"),
        ("Hi\n\n{% if a %}\n\nNo. {{ a }}\n\n{% endif %}\n\nBye", "¶/Hi¶/No. V¶/Bye", "¶/Hi¶/Bye"),
        ("Hi\n\n{% if a %}\n\nYes\n\n{% else %}\n\nNo\n\n{% endif %}\n\nBye", "¶/Hi¶/Yes¶/Bye", "¶/Hi¶/No¶/Bye"),
        ("{% assign c = b %}\nHi\n\n{% comment %} note\n\n more {% endcomment %}\n\nBye", "¶/Hi¶/Bye", "¶/Hi¶/Bye"),
        ("{% if a %}\n- {{ a }}\n{% endif %}\n- b", "¶•V•b", "¶•b"),
        ("- x\n{% if a %}\n- {{ a }}\n{% endif %}", "¶•x•V", "¶•x"),
        ("Hi\n\n{% if a %}\n- {{ a }}\n{% endif %}\n- b", "¶/Hi¶•V•b", "¶/Hi¶•b"),
        ("{% if a %}yes{% else %}no{% endif %}", "¶/yes", "¶/no"),
        ("{% if a %}\nyes\n{% else %}\nno\n{% endif %}", "¶/yes", "¶/no"),
    ],
)
def test_a_line_of_tags_leaves_no_line_behind(source: str, with_value: str, without: str) -> None:
    assert (shown(source, a="V"), shown(source)) == (with_value, without)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Please send:\n{% for i in items %}\n- {{ i }}\n{% endfor %}\nThanks", "¶/Please send:•p•q/Thanks"),
        ("{% for i in items %}\n- {{ i }}\n{% endfor %}", "¶•p•q"),
        ("Hi\n\n{% for i in items %}\n1. {{ i }}\n{% endfor %}\n\nBye", "¶/Hi¶#p#q¶/Bye"),
    ],
)
def test_items_of_a_loop_are_lines_of_one_paragraph(source: str, text: str) -> None:
    assert shown(source, items=["p", "q"]) == text


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("a", 1),
        ("a\nb", 1),
        ("a\n\nb\n\nc", 3),
        ("a\n\n{% if x %}\n\nb\n\n{% endif %}\n\nc", 3),
        ("{% assign b = x %}\n\na", 1),
        ("- a\n- b", 1),
    ],
)
def test_paragraphs_are_counted_whatever_is_left_out(source: str, count: int) -> None:
    assert outline_of(source).paragraphs == count


def test_uses_and_comparisons_keep_their_places_in_the_source() -> None:
    source = "Hi {{ a }},\n\n- {{ b | default: 'x' }}{% if c > 1 %}!{% endif %}"

    compiled = compile_outline(source, lambda *problem: None)

    assert compiled is not None
    outline, uses, comparisons = compiled
    assert [(use.name, source[use.index]) for use in uses] == [("a", "a"), ("b", "b"), ("c", "c")]
    assert [(found.left.name, source[found.index :][:5]) for found in comparisons] == [("c", "> 1 %")]
    assert outline.names == ("a", "b", "c")


def test_an_outline_names_each_variable_once_and_those_that_an_assign_takes() -> None:
    outline = outline_of("{% assign c = b %}{{ a }} {{ c }} {% if x %}{{ a }}{% endif %}")

    assert outline.names == ("b", "a", "x")
    assert outline.assigned == {"b"}


@pytest.mark.parametrize(
    ("source", "place", "code"),
    [
        ("ok\n\n# Big", "# Big", "reply-markup"),
        ("ok\n### Small", "### Small", "reply-markup"),
        ("> quoted", "> quoted", "reply-markup"),
        ("```\ncode\n```", "```", "reply-markup"),
        ("a\n|a|b|", "|a|b|", "reply-markup"),
        ("a\n\n---\n\nb", "---", "reply-markup"),
        ("![x](y)", "![x]", "reply-markup"),
        ("Before: # Big\n\n# Big", "# Big", "reply-markup"),
        ("line " * 500, "line", "reply-markup"),
        ("ok " + "[" * 201, "ok", "reply-markup"),
        ("Hello ｛｛ a ｝｝", "｛｛", "fullwidth-liquid"),
        ("Hello {｛ a }}", "{｛", "fullwidth-liquid"),
        ("Hello {{ a ｝｝", "｝｝", "fullwidth-liquid"),
        ("Hello ｛% if a %｝", "｛%", "fullwidth-liquid"),
        ("Hello {％ if a ％}", "{％", "fullwidth-liquid"),
        ("Hello \ue001", "\ue001", "invisible"),
        ("Hello {{ a", "{{ a", "liquid-syntax"),
        ("Hello {{ a | upcase }}", "upcase", "liquid-syntax"),
    ],
)
def test_what_a_reply_cannot_carry_is_told_with_its_place(source: str, place: str, code: str) -> None:
    found = mistakes(source)

    expected = source.rindex(place) if source.startswith("Before") else source.index(place)
    assert [(code_, index == expected or code_ == "liquid-syntax") for index, code_, _ in found[:1]] == [(code, True)]


def test_every_line_that_a_reply_cannot_carry_is_told() -> None:
    assert [index for index, _, _ in mistakes("# One\n\nfine\n\n> Two\n\n---")] == [0, 13, 20]


@pytest.mark.parametrize("text", ["５｛五｝", "{ok}", "100%", "100％", "｛注｝", "{%raw%}{{{%endraw%}"])
def test_ordinary_braces_and_percents_are_no_mistake(text: str) -> None:
    assert isinstance(outline_of(text), Outline)


def test_the_words_of_a_text_are_those_of_every_branch_with_labels_for_blanks() -> None:
    source = (
        '**Hello** {{ customer.name | default: "you" }},\n\n{% if a == "x" %}first{% else %}second{% endif %}\n- {{ b }}'
    )

    words = outline_of(source).words({"customer.name": "Customer's name"})

    assert "Hello [Customer's name]," in words
    assert "firstsecond" in words.replace(" ", "")
    assert "[b]" in words
    assert "{" not in words
    assert not marks.MARKS.search(words)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            [
                "{{",
                "}}",
                "{%",
                "%}",
                "{% if a %}",
                "{% endif %}",
                "{{ a }}",
                "{% raw %}",
                "{% endraw %}",
                "**",
                "*",
                "_",
                "[",
                "](",
                ")",
            ]
            + ["\n", "\n\n", "- ", "1. ", "\\", "漢", "x", " ", "'", '"', "|", "\x02", "\x03", "klzzwxh:0", "&", "<"]
        ),
        max_size=14,
    ).map("".join)
)
def test_any_text_is_compiled_or_refused_and_never_a_crash(source: str) -> None:
    found: list[str] = []

    compiled = compile_outline(source, lambda index, code, message: found.append(code))

    assert (compiled is None) == bool(found)
    if compiled:
        try:
            compiled[0].template.render({"a": "V"}, Formats("en-US"))
        except TemplateSyntaxError:
            raise AssertionError("what was accepted must render") from None


@pytest.mark.parametrize("unit", ["*", "_a", "[a](", "**a", "[", "{% if a %}", "{{ a }}", "\\", "漢*", "- ", "\n\n"])
def test_a_hostile_text_costs_little_time(unit: str) -> None:
    source = "\n\n".join([(unit * 200)[:400]] * 10)
    started = time.process_time()

    compile_outline(source, lambda *problem: None)

    assert time.process_time() - started < 1.5
