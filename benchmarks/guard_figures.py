"""How many labelled replies the guard judges rightly, by rule and language, and how long it takes.

    python -m benchmarks.guard_figures                              the development replies of every language
    python -m benchmarks.guard_figures en --rule over-promise --show    each wrong judgement about one rule
    python -m benchmarks.guard_figures en --set train               the training sentences instead
    python -m benchmarks.guard_figures en --text "..."              what one text breaks, with the lines of the patterns

The replies of `benchmarks/guard/test` are for reporting only: `--set test` shows no text.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kb.content.library import Library, load_library
from kb.languages import LANGUAGES
from kb.reply.channels import measure, too_long
from kb.reply.findings import Facts, Finding
from kb.reply.guard import Guard, Reading, guard_of

HERE = Path(__file__).parent / "guard"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FACTS = ("channel", "platform", "intent", "tone", "stage", "review_kind", "market", "locale", "replies_sent")


@dataclass(frozen=True)
class Example:
    """A labelled text: `kind` is break, near or good; `rule` is the one that it breaks or comes near."""

    text: str
    kind: str
    rule: str
    facts: Facts


def examples(lang: str, name: str) -> Iterator[Example]:
    """The replies of a set; the sentences of `train` are held against every rule wherever they go."""
    for path in sorted((HERE / name).glob(f"{lang}*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if name == "train":
                yield Example(row["text"], "break" if row["label"] else "near", row["rule"], Facts(now=NOW))
            else:
                yield Example(row["text"], row["kind"], row["rule"], facts_of(row))


def facts_of(row: Mapping[str, Any]) -> Facts:
    """The facts of a labelled reply; `last_message_at` is written there as hours ago."""
    given = {name: row[name] for name in FACTS if row.get(name) is not None}
    hours = row.get("last_message_at")
    return Facts(now=NOW, **given, last_message_at=None if hours is None else NOW - timedelta(hours=hours))


def judged(example: Example, reading: Reading, guard: Guard, library: Library, everywhere: bool) -> set[str]:
    """The rules that are found broken."""
    if everywhere:
        return {rule for rule in library.vocabulary.policies if reading.places(rule)}
    channel = library.taxonomy.channels.get(example.facts.channel)
    length = measure(example.text, channel.limit(example.facts.platform) if channel else None)
    found: list[Finding] = [*guard.check(reading, example.facts), *too_long(length)]
    return {finding.rule for finding in found}


def report(lang: str, name: str, wanted: str, show: bool, library: Library) -> Counter[str]:
    """Print a line a rule; what was counted over all of them."""
    guard = guard_of(library)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    times = []
    for example in examples(lang, name):
        started = time.perf_counter()
        reading = guard.read(example.text, lang)
        found = judged(example, reading, guard, library, everywhere=name == "train")
        times.append((time.perf_counter() - started) * 1e6 / max(len(example.text), 1))
        rules = {rule for rule in found if not wanted or rule == wanted}
        mine = example.rule if not wanted or example.rule == wanted else ""
        if example.kind == "break":
            if mine:
                counts[mine]["breaking"] += 1
                counts[mine]["caught"] += mine in rules
                if show and mine not in rules:
                    print(f"{mine} MISSED {place(example)}: {example.text}")
            wrong = rules - {example.rule}
        else:
            total["good"] += 1
            total["flagged"] += bool(rules)
            wrong = rules
            if mine:
                counts[mine]["near"] += 1
        for rule in sorted(wrong):
            key = "in other breaking" if example.kind == "break" else "near flagged" if rule == mine else "good flagged"
            counts[rule][key] += 1
            if show and (example.kind != "break" or wanted):
                lines = sorted({breach.line for breach in reading.breaches.get(rule, ())})
                near = example.rule or "none"
                print(f"{rule} FALSE, {example.kind} of {near}, lines {lines} {place(example)}: {example.text}")
    print_table(lang, counts, total, times)
    return total


def place(example: Example) -> str:
    """Where a reply goes."""
    facts = example.facts
    return f"[{facts.channel}/{facts.platform}/{facts.intent}]" if facts.channel else ""


def print_table(lang: str, counts: Mapping[str, Counter[str]], total: Counter[str], times: list[float]) -> None:
    """The figures of a language; the last line sums them up."""
    print(f"{lang:22}{'caught':>12}{'near flagged':>14}{'good flagged':>14}{'in other breaking':>19}")
    for rule, c in sorted(counts.items()):
        caught, near = f"{c['caught']}/{c['breaking']}", f"{c['near flagged']}/{c['near']}"
        print(f"  {rule:20}{caught:>12}{near:>14}{c['good flagged']:>14}{c['in other breaking']:>19}")
    total["breaking"] = sum(c["breaking"] for c in counts.values())
    total["caught"] = sum(c["caught"] for c in counts.values())
    caught_share, flagged_share = (total[a] / max(total[b], 1) for a, b in (("caught", "breaking"), ("flagged", "good")))
    flags = f"good flagged {total['flagged']}/{total['good']} ({flagged_share:.1%})"
    pace = f"{statistics.median(times):.2f} ms per 1,000 characters (median reply)"
    print(f"  all: caught {total['caught']}/{total['breaking']} ({caught_share:.1%}), {flags}, {pace}\n")


def main() -> None:
    options = argparse.ArgumentParser(description="How many labelled replies the guard judges rightly.")
    options.add_argument("lang", nargs="*", choices=[*LANGUAGES, []])
    options.add_argument("--rule", default="")
    options.add_argument("--set", dest="name", default="dev", choices=["dev", "dev2", "good", "train", "test"])
    options.add_argument("--show", action="store_true", help="show each wrong judgement")
    options.add_argument("--text", help="say what one text breaks")
    given = options.parse_args()
    library = load_library(Path("content"))
    for problem in library.problems:
        if problem.path.startswith("guard/"):
            print(problem)
    for lang in given.lang or LANGUAGES:
        if given.text:
            reading = guard_of(library).read(given.text, lang)
            for rule in library.vocabulary.policies:
                for start, end, _ in reading.places(rule):
                    lines = [breach.line for breach in reading.breaches.get(rule, ())]
                    print(f"{rule}: {given.text[start:end]}  (lines {lines})")
        else:
            report(lang, given.name, given.rule, given.show and given.name != "test", library)


if __name__ == "__main__":
    main()
