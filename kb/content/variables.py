"""The vocabulary of blanks: what a template may ask an agent to fill, read from `content/variables.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.content import frontmatter
from kb.content.problems import Problems
from kb.content.taxonomy import Labels, read_labels
from kb.languages import LANGUAGES, script_of

TYPES = ("text", "person", "money", "number", "percent", "date", "datetime", "url", "choice", "list")

FILTER_TYPES: Mapping[str, tuple[str, ...]] = {
    "money": ("money",),
    "number": ("number", "percent"),
    "date": ("date", "datetime"),
    "datetime": ("datetime",),
    "name": ("person",),
    "list": ("list",),
    "plural": ("number",),
    "default": TYPES,
}
"""The types of variable that each Liquid filter accepts."""

FACTS = ("channel", "platform", "market", "locale", "tone")
"""What a template may ask about in a condition, though nobody fills it and it is never printed."""


TAGS = ("zh-Hant", "es-MX")
"""What examples, and the labels of choices, may be written in besides the languages: a second script, a country's words."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One blank: what it is called in each language, what kind of value it takes, an example of each language."""

    name: str
    type: str
    labels: Labels
    examples: Mapping[str, object]
    personal: bool = False
    choices: Mapping[str, Labels] = field(default_factory=dict)

    def example(self, lang: str, locale: str = "") -> object:
        """An example for a language, in the script or the words of a locale where it has one of its own."""
        return next((self.examples[tag] for tag in _tags(lang, locale) if tag in self.examples), None)

    def choice(self, id: str, lang: str, locale: str = "") -> str:
        """What a reply calls a choice, in the script or the words of a locale where the choice has a label of its own."""
        labels = self.choices[id]
        return next(labels[tag] for tag in _tags(lang, locale) if tag in labels)


def _tags(lang: str, locale: str) -> tuple[str, ...]:
    """From the most particular one on."""
    return (locale, f"{lang}-{script_of(locale)}", lang) if locale else (lang,)


def read_variables(text: str, problems: Problems) -> Mapping[str, Variable]:
    """The vocabulary, by dotted name, what is wrong in the file being noted."""
    root = frontmatter.read(text, problems)
    found: dict[str, Variable] = {}
    for name in root or ():
        assert root is not None
        entry = root.mapping(name)
        if entry is None:
            continue
        if name.partition(".")[0] in FACTS or any(
            name.startswith(f"{other}.") or other.startswith(f"{name}.") for other in found
        ):
            root.error(name, "variable-name", f'"{name}" is part of another name, or reserved; choose another')
            continue
        found[name] = _variable(name, entry)
    return found


def _variable(name: str, entry: frontmatter.Mapping) -> Variable:
    entry.allow(("type", "personal", "label", "example", "choices"))
    type = entry.id("type", TYPES, "type", required=True)
    labels = entry.mapping("label", required=True)
    examples = entry.mapping("example", required=True)
    choices = entry.mapping("choices", required=type == "choice")
    return Variable(
        name=name,
        type=type,
        labels=read_labels(labels) if labels else {},
        examples={tag: examples.plain(tag) for tag in (*LANGUAGES, *TAGS) if tag in examples} if examples else {},
        personal=entry.flag("personal"),
        choices={id: _choice(choice) for id in choices or () if choices and (choice := choices.mapping(id))},
    )


def _choice(entry: frontmatter.Mapping) -> Labels:
    entry.allow((*LANGUAGES, *TAGS))
    return {**read_labels(entry), **{tag: entry.text(tag, required=True) for tag in TAGS if tag in entry}}
