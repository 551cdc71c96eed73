"""Reading YAML strictly, with the line of every key.

Every scalar is read as the text that was written (`2026-03-05` is not turned into a date, `no` not into
False): what a value means is decided where it is used. Anchors, merges, tags and repeated keys are refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import yaml

from kb.content.problems import Problems
from kb.errors import did_you_mean

FENCE = "---"
MAX_DEPTH = 10
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Split:
    """A file's front matter and body; `body_line` is the body's first line in the file, from 1."""

    matter: str
    body: str
    body_line: int


def split(text: str, problems: Problems) -> Split | None:
    """The two parts of a file, or None with the problem noted when the fences are not there."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        problems.error(1, "front-matter", 'the file must begin with a line "---", the front matter and another "---"')
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return Split("\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2)
    problems.error(1, "front-matter", 'the front matter is not closed; add a line "---" below it')
    return None


class Mapping:
    """A YAML mapping whose readers note a problem, with its line, when a value is not what it should be."""

    def __init__(self, node: yaml.MappingNode, problems: Problems, first_line: int) -> None:
        self._problems = problems
        self._first_line = first_line
        self._entries: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        self.line = node.start_mark.line + first_line
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                problems.error(self._line(key), "yaml", "a key must be a plain word")
            elif key.value in self._entries:
                problems.error(self._line(key), "yaml", f'"{key.value}" is written twice; keep one')
            else:
                self._entries[key.value] = (key, value)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def line_of(self, key: str) -> int:
        """The line of a key; the mapping's own when it is absent."""
        return self._line(self._entries[key][0]) if key in self._entries else self.line

    def error(self, key: str, code: str, message: str) -> None:
        """Note a problem at a key."""
        self._problems.error(self.line_of(key), code, message)

    def allow(self, known: Collection[str]) -> None:
        """Note every key that is not one of `known`."""
        for key in self:
            if key not in known:
                self.error(key, "unknown-key", f'"{key}" is not a known key{did_you_mean(key, known)}')

    def text(self, key: str, *, required: bool = False) -> str:
        """The scalar at `key`, stripped; empty when it is absent."""
        if key not in self._entries:
            if required:
                self.error(key, "missing-key", f'"{key}" is missing; add a line "{key}: ..."')
            return ""
        node = self._entries[key][1]
        if not isinstance(node, yaml.ScalarNode):
            self.error(key, "yaml", f'"{key}" must be one text, not a list or a mapping')
            return ""
        value = str(node.value).strip()
        if required and not value:
            self.error(key, "missing-key", f'"{key}" is empty; write its text')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of scalars at `key`; empty when it is absent."""
        return tuple(text for text, _ in self._items(key))

    def ids(self, key: str, known: Collection[str], kind: str, *, required: bool = False) -> tuple[str, ...]:
        """The list of ids at `key`, those that are not `known` noted and left out."""
        items = self._items(key)
        if required and not items:
            self.error(key, "missing-key", f'"{key}" needs at least one {kind}: {", ".join(known)}')
        good: list[str] = []
        for text, line in items:
            if text not in known:
                self._problems.error(line, "unknown-id", f'"{text}" is not a known {kind}{_choose(text, known)}')
            elif text in good:
                self._problems.error(line, "repeated-id", f'"{text}" stands twice in "{key}"; keep one')
            else:
                good.append(text)
        return tuple(good)

    def id(self, key: str, known: Collection[str], kind: str, *, required: bool = False) -> str:
        """The id at `key`; empty when it is absent or not `known`."""
        text = self.text(key, required=required)
        if text and text not in known:
            self.error(key, "unknown-id", f'"{text}" is not a known {kind}{_choose(text, known)}')
            return ""
        return text

    def flag(self, key: str) -> bool:
        """The true or false at `key`; false when it is absent."""
        text = self.text(key)
        if text not in ("", "true", "false"):
            self.error(key, "yaml", f'"{key}" must be true or false')
        return text == "true"

    def whole_number(self, key: str) -> int:
        """The whole number at `key`, which must be there."""
        text = self.text(key, required=True)
        if not (text.isascii() and text.isdigit()):
            self.error(key, "yaml", f'"{key}" must be a whole number')
            return 0
        return int(text)

    def mapping(self, key: str, *, required: bool = False) -> Mapping | None:
        """The mapping at `key`; None when it is absent or is none."""
        if key not in self._entries:
            if required:
                self.error(key, "missing-key", f'"{key}" is missing')
            return None
        node = self._entries[key][1]
        if not isinstance(node, yaml.MappingNode):
            self.error(key, "yaml", f'"{key}" must be a mapping of names to values')
            return None
        return Mapping(node, self._problems, self._first_line)

    def mappings(self, key: str) -> tuple[Mapping, ...]:
        """The list of mappings at `key`; empty when it is absent."""
        if key not in self._entries:
            return ()
        node = self._entries[key][1]
        items = node.value if isinstance(node, yaml.SequenceNode) else []
        if not isinstance(node, yaml.SequenceNode) or not all(isinstance(i, yaml.MappingNode) for i in items):
            self.error(key, "yaml", f'"{key}" must be a list of mappings')
            return ()
        return tuple(Mapping(item, self._problems, self._first_line) for item in items)

    def plain(self, key: str) -> object:
        """The value at `key` as texts, lists and dicts, for data that is checked elsewhere."""
        return self._plain(self._entries[key][1]) if key in self._entries else None

    def _plain(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return {name: inner.plain(name) for inner in [Mapping(node, self._problems, self._first_line)] for name in inner}
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item) for item in node.value]
        return str(node.value)

    def _items(self, key: str) -> list[tuple[str, int]]:
        if key not in self._entries:
            return []
        node = self._entries[key][1]
        if not isinstance(node, yaml.SequenceNode) or not all(isinstance(i, yaml.ScalarNode) for i in node.value):
            self.error(key, "yaml", f'"{key}" must be a list, like [one, two]')
            return []
        return [(str(item.value).strip(), self._line(item)) for item in node.value if str(item.value).strip()]

    def _line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self._first_line


def read(text: str, problems: Problems, first_line: int = 1) -> Mapping | None:
    """The mapping that a YAML text holds, or None with the problem noted.

    `first_line` is the text's first line in its file, from 1.
    """
    try:
        if not _plain_yaml(text, problems, first_line):
            return None
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (first_line + mark.line, mark.column + 1) if mark else (first_line, 1)
        problems.error(line, "yaml", f"this is not YAML: {error.problem}; quote a text that holds : or #", column)
        return None
    except (yaml.YAMLError, RecursionError) as error:
        problems.error(first_line, "yaml", f"this is not YAML: {str(error).splitlines()[0]}")
        return None
    if not isinstance(node, yaml.MappingNode):
        problems.error(first_line, "yaml", 'expected lines like "title: ..."')
        return None
    return Mapping(node, problems, first_line)


def _plain_yaml(text: str, problems: Problems, first_line: int) -> bool:
    """Whether a text keeps to plain YAML: no anchors, aliases or tags, not deeply nested. What does not is noted."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = (event.start_mark.line if event.start_mark else 0) + first_line
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            problems.error(line, "yaml", f"this is nested more than {MAX_DEPTH} deep; write it flatter")
            return False
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            problems.error(line, "yaml", "anchors and aliases (& and *) are not allowed; write the value out")
            return False
        if getattr(event, "tag", None):
            problems.error(line, "yaml", "tags (!) are not allowed; write the value in quotes if it begins with !")
            return False
    return True


def _choose(word: str, known: Collection[str]) -> str:
    return did_you_mean(word, known) or f"; choose one of: {', '.join(known)}"
