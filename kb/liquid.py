"""The template language of replies: Liquid, with an allow-list of tags and filters and hard limits.

The only module that imports python-liquid. It reads a text once, says which variables the text uses and
how, and renders it any number of times. What a variable prints does not stand in the rendered text itself
but as a mark, `VALUE_START` index `VALUE_END`, that points into `Rendering.outputs`: so a value is never
read as Liquid, Markdown or HTML, whatever is in it.

A variable without a value is a gap, not an error: printing it, or comparing it with something, notes that
it is required; asking whether it is there (`{% if x %}`) or giving it a `default` does not. Where a choice
between two sentences hangs on a gap, neither is taken: the gap stands in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, TextIO

from liquid import BoundTemplate, Environment, Mode, RenderContext, Undefined
from liquid.ast import Node
from liquid.builtin import content, illegal
from liquid.builtin.expressions import FilteredExpression, Path, logical
from liquid.builtin.expressions.primitive import (
    Blank,
    Empty,
    FloatLiteral,
    IntegerLiteral,
    Literal,
    Nil,
    RangeLiteral,
    StringLiteral,
)
from liquid.builtin.output import Output as OutputTag
from liquid.builtin.output import OutputNode
from liquid.builtin.tags import assign_tag, case_tag, comment_tag, for_tag, if_tag, unless_tag
from liquid.exceptions import LiquidError, UnknownFilterError
from liquid.expression import Expression
from liquid.filter import with_context
from liquid.tag import Tag
from liquid.undefined import UNDEFINED

from kb.errors import TemplateSyntaxError, did_you_mean

VALUE_START, VALUE_END = "\ue00e", "\ue00f"

READ_LATELY = 128
"""Texts that stay read for a while: what is checked is asked for its variables, and then rendered."""

MAX_SOURCE_BYTES = 16_384
"""The lexer's time grows with the square of a hostile source; 16 kB costs it under 0.3 s."""

TAGS = ("if", "unless", "case", "for", "assign", "comment", "raw")
_OPERATORS: Mapping[type[Expression], str] = {
    logical.EqExpression: "==",
    logical.NeExpression: "!=",
    logical.LtExpression: "<",
    logical.GtExpression: ">",
    logical.LeExpression: "<=",
    logical.GeExpression: ">=",
    logical.ContainsExpression: "contains",
    case_tag._AnyExpression: "==",
}
"""What compares two things."""
FILTERS = ("money", "number", "date", "datetime", "name", "list", "plural", "default")


class Formatter(Protocol):
    """What turns typed values into a language's text."""

    def plain(self, value: object) -> str:
        """The text of a value that no filter touched."""

    def filtered(self, filter: str, value: object, *args: object) -> str:
        """The text that one of FILTERS, other than `default`, makes of a value."""


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a text prints or tests a variable. `index` counts code points from its start."""

    name: str
    index: int
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    printed: bool = False
    assigned: bool = False


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison: a variable by its name, or a written value by its kind (text, number or other)."""

    name: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One place where a text compares two things. `index` counts code points from its start."""

    left: Operand
    operator: str
    right: Operand
    index: int


@dataclass(frozen=True, slots=True)
class Output:
    """What one mark stands for: the text of a value, or `None` where the value is missing."""

    name: str
    """The variable; empty where a `default` stands in for it."""
    text: str | None


@dataclass(slots=True)
class Rendering:
    """A rendered text with marks in place of values, what the marks stand for, and what was missing."""

    formatter: Formatter
    text: str = ""
    outputs: list[Output] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def word_for(self, gap: Gap, words: tuple[object, ...]) -> object:
        """The word that goes with a missing number: the number's own gap stands beside it."""
        if gap.name not in self.missing:
            self.missing.append(gap.name)
        return words[-1] if words else gap

    def gap(self, name: str, buffer: TextIO) -> int:
        """Note that a variable is required, and write its gap."""
        if name not in self.missing:
            self.missing.append(name)
        return buffer.write(self.mark(name, None))

    def mark(self, name: str, text: str | None) -> str:
        """The mark of a new output."""
        self.outputs.append(Output(name, text))
        return f"{VALUE_START}{len(self.outputs) - 1}{VALUE_END}"


class Gap(Undefined):
    """A variable that has no value."""

    __slots__ = ()


class _Undecided(Exception):
    """A condition compares a variable that has no value."""

    def __init__(self, name: str) -> None:
        self.name = name


class _Compared(Path):
    """A variable that is compared with something: without its value the right branch cannot be known."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        value = super().evaluate(context)
        if isinstance(value, Gap):
            raise _Undecided(value.name)
        return value


class _Context(RenderContext):
    __slots__ = ("rendering",)

    rendering: Rendering

    def get(self, path: list[object], *, token: object, default: object = UNDEFINED) -> object:
        found = super().get(path, token=token, default=default)  # type: ignore[arg-type]
        if isinstance(found, Undefined) and not isinstance(found, Gap):
            return Gap(".".join(str(segment) for segment in path))
        return found


class _OutputNode(OutputNode):
    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, _Context)
        rendering, expression = context.rendering, self.expression
        value = expression.evaluate(context)
        name = _name_of(expression)
        if isinstance(value, Gap):
            return rendering.gap(value.name, buffer)
        if not name:
            return buffer.write(str(value))
        if (
            isinstance(expression, FilteredExpression)
            and expression.filters
            and isinstance(expression.left.evaluate(context), Gap)
        ):
            name = ""  # a `default` speaks, not the variable
        return buffer.write(rendering.mark(name, rendering.formatter.plain(value)))


class _Output(OutputTag):
    node_class = _OutputNode


class _Deciding(Node):
    """A node that chooses between branches, or shows the gap that it would need to choose."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, _Context)
        try:
            return super().render_to_output(context, buffer)  # type: ignore[safe-super]
        except _Undecided as undecided:
            return context.rendering.gap(undecided.name, buffer)


class _IfNode(_Deciding, if_tag.IfNode):
    __slots__ = ()


class _UnlessNode(_Deciding, unless_tag.UnlessNode):
    __slots__ = ()


class _CaseNode(_Deciding, case_tag.CaseNode):
    __slots__ = ()


class _If(if_tag.IfTag):
    node_class = _IfNode


class _Unless(unless_tag.UnlessTag):
    node_class = _UnlessNode


class _Case(case_tag.CaseTag):
    node_class = _CaseNode


_TAG_CLASSES: tuple[type[Tag], ...] = (
    content.Literal,
    _Output,
    illegal.Illegal,
    _If,
    _Unless,
    _Case,
    for_tag.ForTag,
    assign_tag.AssignTag,
    comment_tag.CommentTag,
)


class _Environment(Environment):
    loop_iteration_limit = 100
    local_namespace_limit = 100_000
    output_stream_limit = 100_000

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        for tag in _TAG_CLASSES:
            self.add_tag(tag)
        self.add_filter("default", _default)
        for name in FILTERS[:-1]:
            self.add_filter(name, _formatting_filter(name))


def _default(value: object, fallback: object = "") -> object:
    return fallback if isinstance(value, Gap) else value


def _formatting_filter(name: str) -> Callable[..., object]:
    def apply(value: object, *args: object, context: _Context) -> object:
        if isinstance(value, Gap):
            return context.rendering.word_for(value, args) if name == "plural" else value
        return context.rendering.formatter.filtered(name, value, *args)

    return with_context(apply)


class _Template(BoundTemplate):
    context_class = _Context


_Environment.template_class = _Template
_ENVIRONMENT = _Environment(tolerance=Mode.STRICT)


class Template:
    """A Liquid text that was read and checked.

    What was read is kept from the first rendering on: of thousands of templates few are rendered, and each takes 50 kB.
    """

    __slots__ = ("_bound", "_source")

    def __init__(self, source: str) -> None:
        """Raises TemplateSyntaxError with the place and the remedy."""
        self._source = source
        self._bound: _Template | None = None
        _parsed(source)

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self._source,)

    @property
    def uses(self) -> tuple[Use, ...]:
        """Every use of a variable, in the order of the text."""
        return uses_of(self._source)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every comparison."""
        return comparisons_of(self._source)

    def render(self, values: Mapping[str, object], formatter: Formatter) -> Rendering:
        """The text with these values, by dotted name. Raises TemplateSyntaxError when a limit is hit."""
        bound = self._bound
        if bound is None:
            bound = self._bound = _parsed(self._source)
        rendering = Rendering(formatter)
        context = _Context(bound, globals=_nested(values))
        context.rendering = rendering
        buffer = bound._get_buffer()
        try:
            bound.render_with_context(context, buffer)
        except LiquidError as error:
            raise _explained(error) from error
        rendering.text = buffer.getvalue()
        return rendering


@lru_cache(maxsize=READ_LATELY)
def _parsed(source: str) -> _Template:
    """What a text was read to, checked and prepared for rendering."""
    check_closed(source)
    try:
        bound = _ENVIRONMENT.from_string(source)
        for _ in _checked_outputs(bound):
            pass  # each is checked on the way
    except LiquidError as error:
        raise _explained(error) from error
    assert isinstance(bound, _Template)
    return bound


def uses_of(source: str) -> tuple[Use, ...]:
    """Every use of a variable in a text, in its order. Raises TemplateSyntaxError with the place and the remedy."""
    bound = _parsed(source)
    try:
        return tuple(_uses(bound))
    except LiquidError as error:
        raise _explained(error) from error


def comparisons_of(source: str) -> tuple[Comparison, ...]:
    """Every comparison in a text that can be read; one with nil asks whether a value is there, and is none."""
    found: list[Comparison] = []
    if "{%" not in source:
        return ()
    for node in _nodes(_parsed(source)):
        for expression in (part for whole in node.expressions() for part in _parts(whole)):
            operator = _OPERATORS.get(type(expression))
            if operator is None:
                continue
            left: Expression = expression.left  # type: ignore[attr-defined]
            right: Expression | None = getattr(expression, "right", None)
            sides = expression.children() if right is None else [right]
            if not isinstance(left, Nil):
                index = expression.token.start_index
                found += [Comparison(_operand(left), operator, _operand(s), index) for s in sides if not isinstance(s, Nil)]
    return tuple(found)


def _operand(expression: Expression) -> Operand:
    if isinstance(expression, Path):
        return Operand(name=str(expression))
    if isinstance(expression, StringLiteral):
        return Operand(kind="text")
    return Operand(kind="number" if isinstance(expression, IntegerLiteral | FloatLiteral) else "other")


def _restored(source: str) -> Template:
    """A template that was read and checked before it was put away."""
    template = Template.__new__(Template)
    template._source, template._bound = source, None
    return template


_BLOCKS = ("if", "unless", "case", "for")
_WORD = re.compile(r"-?\s*(\w*)")


def check_closed(source: str) -> None:
    """Whether a text is short enough to be read, and closes every delimiter and every block.

    It takes time that grows with the text, unlike the lexer's own search. Raises TemplateSyntaxError at what is left open.
    """
    if len(source.encode()) > MAX_SOURCE_BYTES:
        raise TemplateSyntaxError(f"the text is over {MAX_SOURCE_BYTES // 1024} kB; split it into two templates")
    opened: list[tuple[str, int]] = []
    index = 0
    while (index := source.find("{", index)) >= 0:
        start, closing = index, {"{{": "}}", "{%": "%}"}.get(source[index : index + 2])
        index += 1
        if closing is None:
            continue
        end = source.find(closing, start + 2)
        if end < 0:
            raise TemplateSyntaxError(f'"{source[start : start + 2]}" is not closed; add "{closing}"', start)
        index = end + 2
        word = _WORD.match(source, start + 2)
        name = word[1] if word and closing == "%}" else ""
        if name in ("raw", "comment"):
            ending = re.compile(r"\{%-?\s*end" + name + r"\s*-?%\}").search(source, index)
            if ending is None:
                raise TemplateSyntaxError(_not_closed(name), start)
            index = ending.end()
        elif name in _BLOCKS:
            opened.append((name, start))
        elif name.startswith("end") and opened and opened[-1][0] == name[3:]:
            opened.pop()
    if opened:
        raise TemplateSyntaxError(_not_closed(opened[-1][0]), opened[-1][1])


def _not_closed(tag: str) -> str:
    return f'the tag "{tag}" is opened and not closed; add "{{% end{tag} %}}"'


def _nested(values: Mapping[str, object]) -> dict[str, object]:
    tree: dict[str, object] = {}
    for name, value in values.items():
        *parents, last = name.split(".")
        node = tree
        for parent in parents:
            child = node.setdefault(parent, {})
            assert isinstance(child, dict), f"{name} is below a variable that has a value"
            node = child
        node[last] = value
    return tree


def _uses(template: BoundTemplate) -> Iterator[Use]:
    """Every use of a variable of the vocabulary: not of a loop's own names, nor of an assigned one."""
    analysis = template.analyze()
    printed, kept = {}, set()
    for node in _nodes(template):
        for expression in node.expressions():
            if isinstance(expression, FilteredExpression) and isinstance(expression.left, Path):
                printed[expression.token.start_index] = expression
            if isinstance(node, assign_tag.AssignNode):
                kept.add(expression.token.start_index)
    for variable in sorted((v for group in analysis.globals.values() for v in group), key=lambda v: v.span.index):
        output = printed.get(variable.span.index)
        filters = tuple((f.name, tuple(_literal(a) for a in f.args)) for f in output.filters or ()) if output else ()
        assigned = variable.span.index in kept
        yield Use(str(variable), variable.span.index, filters, printed=output is not None, assigned=assigned)


def _checked_outputs(template: BoundTemplate) -> Iterator[FilteredExpression]:
    """Every expression that prints or assigns a variable, all others being checked and prepared on the way."""
    for node in _nodes(template):
        for expression in node.expressions():
            for part in _parts(expression):
                _check(part)
            if isinstance(expression, FilteredExpression):
                for applied in expression.filters or ():
                    if applied.name not in FILTERS:
                        raise UnknownFilterError(f"unknown filter '{applied.name}'", token=applied.token)
                    accepted = (StringLiteral, Path) if applied.name == "default" else StringLiteral
                    if not all(isinstance(argument.value, accepted) for argument in applied.args):
                        message = f'write what "{applied.name}" takes as a text in quotes'
                        raise TemplateSyntaxError(message, applied.token.start_index)
                if isinstance(expression.left, Path):
                    yield expression
                elif not isinstance(expression.left, StringLiteral) or expression.filters:
                    raise TemplateSyntaxError("print a variable or a text in quotes, nothing else", node.token.start_index)


def _nodes(template: BoundTemplate) -> Iterator[Node]:
    static, pending = RenderContext(template), list(template.nodes)
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.children(static))


def _parts(expression: Expression) -> Iterator[Expression]:
    yield expression
    for child in expression.children():
        yield from _parts(child)


def _check(expression: Expression) -> None:
    index = expression.token.start_index
    kind = type(expression)
    if kind is RangeLiteral:
        raise TemplateSyntaxError("a range of numbers is not allowed; loop over a list", index)
    if kind in (Blank, Empty):
        raise TemplateSyntaxError('write "{% if x %}" or "{% unless x %}" instead of comparing with blank or empty', index)
    if kind in _OPERATORS and not any(isinstance(side, Nil) for side in expression.children()):
        for side in ("left", "right"):
            path = getattr(expression, side, None)
            if isinstance(path, Path):
                setattr(expression, side, _Compared(path.token, path.path))


def _literal(argument: object) -> str:
    value = getattr(argument, "value", None)
    return str(value.value) if isinstance(value, Literal) else str(value)


def _name_of(expression: Expression) -> str:
    if isinstance(expression, FilteredExpression) and isinstance(expression.left, Path):
        return str(expression.left)
    return ""


def _explained(error: LiquidError) -> TemplateSyntaxError:
    """The library's error in our words, with what to write instead."""
    token = getattr(error, "token", None)
    index = max(0, getattr(token, "start_index", 0) or 0)
    message = str(error.args[0]) if error.args else str(error)
    if isinstance(error, UnknownFilterError):
        name = message.rpartition("'")[0].rpartition("'")[2]
        return TemplateSyntaxError(
            f'the filter "{name}" does not exist{did_you_mean(name, FILTERS)}; filters are: {", ".join(FILTERS)}', index
        )
    if message.startswith("unexpected tag"):
        name = message.rpartition("'")[0].rpartition("'")[2]
        return TemplateSyntaxError(
            f'the tag "{name}" is not allowed here{did_you_mean(name, TAGS)}; tags are: {", ".join(TAGS)}', index
        )
    return TemplateSyntaxError(f"this is not Liquid that can be read: {message}", index)
