"""How a case runs, read from `cases.yml`: how soon its first reply is due, and which stage may follow which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from kb.content import frontmatter
from kb.content.deadlines import Clock, Due, Target, due
from kb.content.problems import Problems
from kb.content.taxonomy import Labels, Taxonomy, read_labels, read_zone
from kb.languages import LANGUAGES

FILE = "cases.yml"
FIRST, LAST, AGAIN = "detect", "archive", "reopened"
"""The stages of a case that is opened, closed, and opened again."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WITHIN = re.compile(r"([1-9]\d{0,3})([mh])")
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a case: which steps may follow, and which templates it is for. One that is `anywhere` may follow any."""

    id: str
    labels: Labels
    next: tuple[str, ...] = ()
    anywhere: bool = False
    intent: str = ""
    subtype: str = ""
    issue: str = ""


@dataclass(frozen=True, slots=True)
class CaseRules:
    """What `cases.yml` says. `zone` is the team's."""

    zone: str = "UTC"
    targets: tuple[Target, ...] = ()
    rules: tuple[Target, ...] = ()
    stages: Mapping[str, Stage] = field(default_factory=dict)

    def due(self, opened_at: datetime, *, channel: str, platform: str, market: str, taxonomy: Taxonomy) -> Due:
        """When the first reply to a message is due. Raises what `deadlines.due` raises."""
        zone = taxonomy.markets[market].zone if market in taxonomy.markets else self.zone
        return due(opened_at, self.targets, self.rules, channel=channel, platform=platform, market=market, zone=zone)

    def following(self, stage: str) -> tuple[Stage, ...]:
        """The stages that may follow one: what is usual first, then what may follow any. A stage that is gone is new."""
        here = self.stages.get(stage) or self.stages[FIRST]
        usual = [self.stages[id] for id in here.next]
        return (*usual, *(s for s in self.stages.values() if s.anywhere and s is not here and s not in usual))

    def after_reply(self, stage: str, intent: str) -> str:
        """The stage that a reply of this intent brings a case to: a usual next one, or the one it is in."""
        here = self.stages.get(stage) or self.stages[FIRST]
        reached = (id for id in here.next if intent and self.stages[id].intent == intent and not self.stages[id].subtype)
        return next(reached, stage)


def read_cases(text: str, taxonomy: Taxonomy, problems: Problems) -> CaseRules:
    """The rules of a file; what is wrong in it is noted."""
    root = frontmatter.read(text, problems)
    if root is None:
        return CaseRules()
    root.allow(("checked", "zone", "clocks", "targets", "rules", "stages"))
    clocks = _clocks(root.mapping("clocks", required=True))
    targets = tuple(_target(entry, clocks, taxonomy) for entry in root.mappings("targets"))
    if not any(not (row.channels or row.platforms or row.markets) for row in targets):
        root.error("targets", "missing-key", '"targets" needs a row that names no channel, platform or market, for the rest')
    rules = tuple(_target(entry, clocks, taxonomy) for entry in root.mappings("rules"))
    return CaseRules(read_zone(root), targets, rules, _stages(root.mapping("stages", required=True), taxonomy))


def _clocks(group: frontmatter.Mapping | None) -> dict[str, Clock]:
    found: dict[str, Clock] = {}
    for id in group or ():
        assert group is not None
        entry = group.mapping(id)
        if entry is None:
            continue
        entry.allow(("days", "from", "to", "zone", "holidays"))
        days = entry.ids("days", DAYS, "day", required=True)
        opens, closes = _time(entry, "from"), _time(entry, "to")
        if opens is None or (closes is not None and closes <= opens):
            entry.error("to", "wrong-time", '"to" must be later than "from"')
        found[id] = Clock(
            frozenset(map(DAYS.index, days)),
            opens or time(0),
            closes,
            read_zone(entry) if "zone" in entry else "",
            _holidays(entry),
        )
    return found


def _time(entry: frontmatter.Mapping, key: str) -> time | None:
    """A time of day; None for 24:00."""
    text = entry.text(key, required=True)
    match = _TIME.fullmatch(text)
    if text and (match is None or (match[1] == "24" and match[2] != "00")):
        entry.error(key, "wrong-time", f'"{text}" is not a time of day; write it like "09:00"')
    return time(int(match[1]), int(match[2])) if match and match[1] != "24" else None


def _holidays(entry: frontmatter.Mapping) -> frozenset[date]:
    found = set()
    for text in entry.texts("holidays"):
        try:
            found.add(date.fromisoformat(text))
        except ValueError:
            entry.error("holidays", "wrong-time", f'"{text}" is not a day; write it like 2027-01-01')
    return frozenset(found)


def _target(entry: frontmatter.Mapping, clocks: Mapping[str, Clock], taxonomy: Taxonomy) -> Target:
    entry.allow(("within", "clock", "source", "channels", "platforms", "markets"))
    within = entry.text("within", required=True)
    match = _WITHIN.fullmatch(within)
    if within and match is None:
        entry.error("within", "wrong-time", f'"{within}" is not a time; write minutes like 30m, or hours like 24h')
    clock = entry.id("clock", clocks, "clock", required=True)
    return Target(
        within=timedelta(**{"minutes" if match[2] == "m" else "hours": int(match[1])}) if match else timedelta(hours=1),
        clock=clocks.get(clock) or Clock(frozenset(range(7))),
        source=entry.text("source", required=True),
        channels=entry.ids("channels", taxonomy.channels, "channel"),
        platforms=entry.ids("platforms", taxonomy.platforms, "platform"),
        markets=entry.ids("markets", taxonomy.markets, "market"),
    )


def _stages(group: frontmatter.Mapping | None, taxonomy: Taxonomy) -> dict[str, Stage]:
    found: dict[str, Stage] = {}
    if group is None:
        return found
    for id in (FIRST, LAST, AGAIN):
        if id not in group:
            group.error(id, "missing-key", f'the stage "{id}" is missing; every case goes through it')
    known = tuple(group)
    for id in known:
        entry = group.mapping(id)
        if entry is None:
            continue
        entry.allow((*LANGUAGES, "next", "anywhere", "intent", "subtype", "issue"))
        found[id] = Stage(
            id,
            read_labels(entry),
            entry.ids("next", known, "stage"),
            entry.flag("anywhere"),
            entry.id("intent", taxonomy.intents, "intent"),
            entry.id("subtype", taxonomy.subtypes, "subtype"),
            entry.id("issue", taxonomy.issues, "issue"),
        )
    return found
