"""The vocabulary of facets: intents, issues, channels, platforms, markets, tones, read from `content/*.yml`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import is_currency

from kb.content import frontmatter
from kb.content.problems import Problems
from kb.errors import LocaleNotFound
from kb.languages import LANGUAGES, match_locale

Labels = Mapping[str, str]
UNITS = ("characters", "utf16", "bytes", "x-weighted")
BELIEVED = "K"
"""The source mark of a limit that nobody has verified: it warns and never blocks."""

_GROUPS = ("intents", "subtypes", "issues", "channels", "tones", "platforms", "causes", "outcomes", "markets")


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a text may be: at most `maximum` of `unit`. `platforms` is empty where it holds everywhere."""

    maximum: int
    unit: str
    source: str
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a reply is sent: who can read it, whether it carries formatting, and how long it may be."""

    id: str
    labels: Labels
    public: bool = False
    rich: bool = False
    limits: tuple[Limit, ...] = ()
    subject: Limit | None = None

    def limit(self, platform: str) -> Limit | None:
        """The limit on `platform`; without a platform, the one that names none."""
        named = (limit for limit in self.limits if platform in limit.platforms)
        general = (limit for limit in self.limits if not limit.platforms)
        return next(named, None) or next(general, None)


@dataclass(frozen=True, slots=True)
class Market:
    """A country: what it pays in, the zone its times are shown in, and the locales spoken there."""

    id: str
    labels: Labels
    currency: str
    zone: str
    locales: tuple[str, ...]

    def locale(self, lang: str) -> str:
        """The locale of `lang` in this market, or the language's own default."""
        return next((tag for tag in self.locales if tag.split("-")[0] == lang), LANGUAGES[lang].locale)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Every facet value, by id, in the order in which people should see them."""

    intents: Mapping[str, Labels] = field(default_factory=dict)
    subtypes: Mapping[str, Labels] = field(default_factory=dict)
    issues: Mapping[str, Labels] = field(default_factory=dict)
    tones: Mapping[str, Labels] = field(default_factory=dict)
    platforms: Mapping[str, Labels] = field(default_factory=dict)
    causes: Mapping[str, Labels] = field(default_factory=dict)
    """What was behind a case."""

    outcomes: Mapping[str, Labels] = field(default_factory=dict)
    """How a case ended."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    markets: Mapping[str, Market] = field(default_factory=dict)

    @property
    def ids(self) -> Mapping[str, Collection[str]]:
        """The ids that each facet of a request may have."""
        return {
            "intent": self.intents,
            "issue": self.issues,
            "channel": self.channels,
            "tone": self.tones,
            "platform": self.platforms,
            "market": self.markets,
        }


def read_labels(entry: frontmatter.Mapping) -> Labels:
    """The label of each language, every missing one noted."""
    return {lang: entry.text(lang, required=True) for lang in LANGUAGES}


def read_taxonomy(taxonomy_text: str, channels_text: str, facets: Problems, channels: Problems) -> Taxonomy:
    """The taxonomy of the two files; what is wrong in each is noted in its own `Problems`."""
    root = frontmatter.read(taxonomy_text, facets)
    rules_root = frontmatter.read(channels_text, channels)
    if root is None or rules_root is None:
        return Taxonomy()
    root.allow(_GROUPS)
    groups = {name: root.mapping(name, required=True) for name in _GROUPS}
    labelled = {name: _labelled(group) for name, group in groups.items() if name != "markets"}
    rules_root.allow(("checked", "channels"))
    rules = rules_root.mapping("channels", required=True)
    return Taxonomy(
        intents=labelled["intents"],
        subtypes=labelled["subtypes"],
        issues=labelled["issues"],
        tones=labelled["tones"],
        platforms=labelled["platforms"],
        causes=labelled["causes"],
        outcomes=labelled["outcomes"],
        channels=_channels(labelled["channels"], rules, labelled["platforms"]),
        markets=_markets(groups["markets"]),
    )


def _labelled(group: frontmatter.Mapping | None) -> dict[str, Labels]:
    found: dict[str, Labels] = {}
    for id in group or ():
        assert group is not None
        entry = group.mapping(id)
        if entry:
            entry.allow(LANGUAGES)
            found[id] = read_labels(entry)
    return found


def _channels(
    labels: Mapping[str, Labels], rules: frontmatter.Mapping | None, platforms: Mapping[str, Labels]
) -> dict[str, Channel]:
    if rules is None:
        return {}
    rules.allow(labels)
    found: dict[str, Channel] = {}
    for id, names in labels.items():
        entry = rules.mapping(id, required=True)
        if entry is None:
            continue
        entry.allow(("public", "rich", "limits", "subject"))
        subject = entry.mapping("subject")
        found[id] = Channel(
            id,
            names,
            public=entry.flag("public"),
            rich=entry.flag("rich"),
            limits=tuple(_limit(limit, platforms) for limit in entry.mappings("limits")),
            subject=_limit(subject, platforms) if subject else None,
        )
    return found


def _limit(entry: frontmatter.Mapping, platforms: Mapping[str, Labels]) -> Limit:
    entry.allow(("platforms", "max", "unit", "source"))
    return Limit(
        maximum=entry.whole_number("max"),
        unit=entry.id("unit", UNITS, "unit", required=True),
        source=entry.text("source", required=True),
        platforms=entry.ids("platforms", platforms, "platform"),
    )


def _markets(group: frontmatter.Mapping | None) -> dict[str, Market]:
    found: dict[str, Market] = {}
    for id in group or ():
        assert group is not None
        entry = group.mapping(id)
        if entry is None:
            continue
        entry.allow((*LANGUAGES, "currency", "zone", "locales"))
        found[id] = Market(
            id,
            read_labels(entry),
            currency=_currency(entry),
            zone=read_zone(entry),
            locales=_locales(entry),
        )
    return found


def _currency(entry: frontmatter.Mapping) -> str:
    code = entry.text("currency", required=True)
    if code and not is_currency(code):
        entry.error("currency", "unknown-id", f'"{code}" is not an ISO 4217 currency')
    return code


def read_zone(entry: frontmatter.Mapping) -> str:
    """The IANA time zone at `zone`, one that is not known noted."""
    name = entry.text("zone", required=True)
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        entry.error("zone", "unknown-id", f'"{name}" is not a zone of the IANA database')
    return name


def _locales(entry: frontmatter.Mapping) -> tuple[str, ...]:
    good = []
    for tag in entry.texts("locales"):
        lang = tag.split("-")[0]
        try:
            good.append(match_locale(lang, tag) if lang in LANGUAGES else tag)
        except LocaleNotFound as error:
            entry.error("locales", "unknown-id", str(error))
    return tuple(good)
