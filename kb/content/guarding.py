"""What the guard looks for and what it says: `content/guard/rules.yml`, and a folder of words and patterns a language.

`rules.yml` says of each rule where it holds, how grave it is and what its sender is told. `<lang>/<rule>.txt` says what
breaks it, over the lists of words of its own and of `<lang>/words.txt`:

    [review]
    review*, rating*, star rating
    [breaks]
    refund ~8 if|once review
    [unless]
    whatever review
    [unless nearby]
    no-reward

A heading names a list of words that mean nearly the same, `chang(e|es|ed)` being three of them; `[breaks]`, `[unless]` and
`[unless nearby]` head patterns of such names. `#` begins a comment line. What patterns mean stands in `kb.reply.patterns`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations, product

from kb.content import frontmatter
from kb.content.problems import Problems
from kb.content.taxonomy import Labels, Taxonomy, read_labels
from kb.errors import did_you_mean

FOLDER, WORDS = "guard", "words"
POLICIES = f"{FOLDER}/rules.yml"
BREAKS, UNLESS, NEARBY = "breaks", "unless", "unless nearby"
SEVERITIES = ("block", "warn")
REVIEW_KINDS = ("product", "seller")
ANY = 10**6
"""A gap without a limit."""
MAX_GUARD_BYTES = 1_048_576
MAX_FORMS = 2000
"""Spellings that one entry may stand for, by its brackets."""
MAX_ORDERS = 4
"""Steps of a pattern that may stand in any order."""

_HEADING = re.compile(r"\[\s*([a-z0-9-]+|unless nearby)\s*\]")
_GROUP = re.compile(r"\(([^()]*)\)")
_TOKEN = re.compile(r'(?:"[^"]*"|[^\s"|])+(?:\|(?:"[^"]*"|[^\s"|])+)*|\|')
_ALTERNATIVE = re.compile(r'"[^"]*"|[^|"]+')


@dataclass(frozen=True, slots=True)
class Place:
    """Facts under which a rule does not hold: an empty list holds for all."""

    intents: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    review_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """Where a rule holds and how gravely, and what it tells the sender, in each language of the interface.

    `says` is by what exactly was found; "" is what is said of all else.
    """

    id: str
    severity: str = ""
    public: str = ""
    channels: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[Place, ...] = ()
    sources: tuple[str, ...] = ()
    says: Mapping[str, Labels] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a pattern: any of these names, at most `gap` words after the step before, with none of `bars` between.

    `onward` says that it stands in the sentence after that of the step before.
    """

    any_of: tuple[str, ...]
    gap: int = ANY
    bars: tuple[str, ...] = ()
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern: steps in their order, what may not follow the last one, and what may stand nowhere.

    A name is that of a list of words, or words in quotes. `line` is where it stands in its file.
    """

    steps: tuple[Step, ...]
    after: tuple[str, ...]
    absent: tuple[str, ...]
    line: int

    @property
    def names(self) -> set[str]:
        """Every name that it uses."""
        return {*self.after, *self.absent, *(name for step in self.steps for name in (*step.any_of, *step.bars))}


@dataclass(frozen=True, slots=True)
class RuleText:
    """One file: lists of words by name, and the patterns of a rule."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    breaks: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    nearby: tuple[Phrase, ...] = ()

    def fits(self, shared: Collection[str]) -> bool:
        """Whether every list that its patterns name is its own or one of those for all rules."""
        named = {name for phrase in (*self.breaks, *self.unless, *self.nearby) for name in phrase.names}
        return all(name[0] == '"' or name in self.words or name in shared for name in named)


Files = Mapping[str, RuleText]
"""The files of one language, by name."""

BUILT_IN = (
    *("pii-in-public", "off-platform", "channel-not-offered", "platform-forbidden"),
    *(f"R{number}" for number in range(1, 15) if number != 2),
)
"""Rules that are told by other means than patterns, or besides: `rules.yml` must say what each tells the sender."""


def read_policies(text: str, taxonomy: Taxonomy, problems: Problems) -> dict[str, Policy]:
    """The policies of `rules.yml`, what is wrong in it being noted."""
    root = frontmatter.read(text, problems)
    if root is None:
        return {}
    root.allow(("checked", "rules"))
    rules = root.mapping("rules", required=True)
    found: dict[str, Policy] = {}
    for id in rules or ():
        assert rules is not None
        entry = rules.mapping(id)
        if entry is not None:
            found[id] = _policy(id, entry, taxonomy)
    for id in BUILT_IN:
        if rules is not None and id not in found:
            root.error("rules", "guard", f'the rule "{id}" is missing; say what it tells the sender')
    return found


def _policy(id: str, entry: frontmatter.Mapping, taxonomy: Taxonomy) -> Policy:
    entry.allow(("severity", "public", "channels", "allowed", "sources", "says", "parts"))
    channels = entry.mapping("channels")
    general = entry.mapping("says", required=True)
    parts = entry.mapping("parts")
    if channels:
        channels.allow(taxonomy.channels)
    return Policy(
        id,
        severity=entry.id("severity", SEVERITIES, "severity"),
        public=entry.id("public", SEVERITIES, "severity"),
        channels={name: channels.id(name, SEVERITIES, "severity") for name in channels} if channels else {},
        allowed=tuple(_place(place, taxonomy) for place in entry.mappings("allowed")),
        sources=entry.texts("sources"),
        says={"": read_labels(general) if general else {}}
        | {part: read_labels(labels) for part in parts or () if parts and (labels := parts.mapping(part))},
    )


def _place(entry: frontmatter.Mapping, taxonomy: Taxonomy) -> Place:
    entry.allow(("intents", "channels", "platforms", "review_kinds"))
    return Place(
        intents=entry.ids("intents", taxonomy.intents, "intent"),
        channels=entry.ids("channels", taxonomy.channels, "channel"),
        platforms=entry.ids("platforms", taxonomy.platforms, "platform"),
        review_kinds=entry.ids("review_kinds", REVIEW_KINDS, "review kind"),
    )


def read_rule(text: str, problems: Problems, shared: Collection[str] = ()) -> RuleText:
    """A file of words and patterns, what is wrong in it being noted; `shared` are the names of the lists for all rules."""
    words: dict[str, list[str]] = {}
    lines: dict[str, list[tuple[int, str]]] = {BREAKS: [], UNLESS: [], NEARBY: []}
    heading = ""
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            match = _HEADING.fullmatch(line)
            heading = match[1] if match else ""
            if match is None:
                problems.error(number, "guard", f'"{line}" is no heading; write [name] in small letters, or [breaks]')
            elif heading not in lines:
                words.setdefault(heading, [])
        elif heading in lines:
            lines[heading].append((number, line))
        elif heading:
            words[heading] += _entries(line, number, problems)
        else:
            problems.error(number, "guard", 'this line stands under no heading; put it below one like "[review]"')
    known = {*words, *shared}
    read = {part: tuple(_phrases(found, known, problems)) for part, found in lines.items()}
    lists = {name: tuple(dict.fromkeys(entries)) for name, entries in words.items()}
    return RuleText(lists, read[BREAKS], read[UNLESS], read[NEARBY])


def _entries(line: str, number: int, problems: Problems) -> Iterable[str]:
    """The expressions of a line, every spelling of each."""
    entries = filter(None, map(str.strip, line.split(",")))
    return entries if "(" not in line and ")" not in line else _spelled(entries, number, problems)


def _spelled(entries: Iterable[str], number: int, problems: Problems) -> Iterator[str]:
    for entry in entries:
        if "(" not in entry and ")" not in entry:
            yield entry
            continue
        if entry.count("(") != entry.count(")") or re.search(r"\([^()]*\(", entry):
            problems.error(
                number, "guard", f'"{entry}" has brackets that do not pair; write chang(e|es|ed), none in another'
            )
            continue
        choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(_GROUP.split(entry))]
        forms = 1
        for choice in choices:
            forms *= len(choice)
        if forms > MAX_FORMS:
            problems.error(number, "guard", f'"{entry}" stands for {forms} spellings; split it, {MAX_FORMS} at most')
            continue
        yield from map("".join, product(*choices))


def _phrases(lines: Sequence[tuple[int, str]], known: Collection[str], problems: Problems) -> Iterator[Phrase]:
    for number, line in lines:
        try:
            for phrase in _orders(line, number):
                unknown = sorted(name for name in phrase.names if name[0] != '"' and name not in known)
                if unknown:
                    raise ValueError(
                        f'no list of words is called "{unknown[0]}"{did_you_mean(unknown[0], known)}; '
                        'add one, or put words as they stand in "quotes"'
                    )
                yield phrase
        except ValueError as error:
            problems.error(number, "guard", f"this pattern cannot be read: {error}")


def _orders(line: str, number: int) -> Iterator[Phrase]:
    """The pattern of a line, or one for each order where any will do. Raises ValueError saying what to write."""
    tokens = _TOKEN.findall(line)
    if "&" not in tokens:
        yield _phrase(tokens, number)
        return
    groups: list[list[str]] = [[]]
    absent = [token for token in tokens if token[0] == "!"]
    for token in tokens:
        if token == "&":
            groups.append([])
        elif token[0] != "!":
            groups[-1].append(token)
    if not all(groups) or "/" in tokens or len(groups) > MAX_ORDERS:
        raise ValueError(f'"&" stands between at most {MAX_ORDERS} steps of one sentence, as in: refund & review')
    for order in permutations(groups):
        yield _phrase([*(token for group in order for token in group), *absent], number)


def _phrase(tokens: Sequence[str], number: int) -> Phrase:
    steps: list[Step] = []
    bars: list[str] = []
    absent: list[str] = []
    gap, onward = ANY, False
    for token in tokens:
        if token == "/":
            onward = True
        elif token[0] == "~":
            if not token[1:].isdigit():
                raise ValueError(f'"{token}" is no distance; write a number after the sign, as in ~5')
            gap = int(token[1:])
        elif token[0] in "-!":
            (bars if token[0] == "-" else absent).extend(_names(token[1:]))
        else:
            steps.append(Step(_names(token), gap, tuple(bars), onward))
            bars, gap, onward = [], ANY, False
    if not steps or onward or gap != ANY:
        raise ValueError("it begins and ends with a name, or with words in quotes")
    return Phrase(tuple(steps), tuple(bars), tuple(absent), number)


def _names(token: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(_ALTERNATIVE.findall(token)))
    if not names or '""' in names:
        raise ValueError(f'"{token}" names nothing')
    return names
