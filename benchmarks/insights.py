"""How fast the figures of a large history are counted, on SQLite and on PostgreSQL, and how fast their pages come over HTTP.

    python -m benchmarks.insights [--copies 100000] [--cases 20000] [--rounds 5]

A year of copies, searches and cases is written; every figure that /insights shows is asked for, over the whole year and over
its last month, then every page of it from `kb serve`. The slowest of the medians is printed last, beside two measures of the
machine: a page of the same server that asks for no figure, and how long Python counts to a million.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert, text

from benchmarks.pace import calibration
from benchmarks.servers import ROOT, free_port, kotae, serving
from kb.languages import LANGUAGES
from kb.store.database import Database
from kb.store.insights import Insights
from kb.store.models import Base, Case, CaseReply, Copy, Feedback, Search
from kb.store.periods import Period
from kb.store.schema import upgrade
from kb.web.reports import REPORTS, SHEETS
from tests.postgresql import Cluster

UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
YEAR = Period(UNTIL - timedelta(days=365), UNTIL)
MONTH = Period(UNTIL - timedelta(days=30), UNTIL)
DOCUMENTS = sorted(
    f"templates/{file.parent.name}/{file.stem}"
    for file in (ROOT / "content/en/templates").glob("*/*.md")
    if "." not in file.stem
)[:100]
GROUPS = ["ja-desk", "es-desk", "zh-desk", "night"]
ISSUES = ["late-delivery", "lost-parcel", "damaged-in-transit", "defective-product", "refund", "negative-review"]
MARKETS = ["US", "GB", "JP", "ES", "MX", "CN", "TW"]
CHANNELS = ["email", "live-chat", "marketplace-message", "social-dm"]


def copies(chance: random.Random, count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        yield {
            "key": f"c{number}",
            "at": UNTIL - timedelta(seconds=chance.randrange(2 * 365 * 86400) // 2),
            "person_id": None,
            "group": chance.choice(GROUPS),
            "document": DOCUMENTS[int(chance.paretovariate(0.5)) % 100],
            "version": f"{chance.randrange(20):040x}",
            "lang": chance.choice(tuple(LANGUAGES)),
            "locale": "en-US",
            "tone": chance.choice(["formal", "friendly", "firm"]),
            "channel": chance.choice(CHANNELS),
            "platform": "own-shop",
            "market": chance.choice(MARKETS),
            "edited": chance.random() < 0.3,
            "query": chance.choice([None, "late", "返金"]),
            "case_id": None,
        }


def searches(chance: random.Random, count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        none = chance.random() < 0.1
        yield {
            "key": f"s{number}",
            "at": UNTIL - timedelta(seconds=chance.randrange(365 * 86400)),
            "query": f"question {int(chance.paretovariate(0.6)) % 3000}",
            "lang": chance.choice(tuple(LANGUAGES)),
            "reply_lang": chance.choice(tuple(LANGUAGES)),
            "results": 0 if none else chance.randrange(1, 40),
        }


def opinions(chance: random.Random, count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        yield {
            "key": f"f{number}",
            "at": UNTIL - timedelta(seconds=chance.randrange(365 * 86400)),
            "document": chance.choice(DOCUMENTS),
            "version": "v",
            "lang": chance.choice(tuple(LANGUAGES)),
            "helpful": chance.random() < 0.7,
            "note": "",
        }


def cases(chance: random.Random, count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        opened = UNTIL - timedelta(seconds=chance.randrange(365 * 86400))
        replied = opened + timedelta(minutes=chance.expovariate(1 / 90)) if chance.random() < 0.95 else None
        closed = opened + timedelta(hours=chance.expovariate(1 / 60)) if replied and chance.random() < 0.9 else None
        cost = chance.randrange(5000) if closed and chance.random() < 0.5 else None
        yield {
            "reference": f"C-{number}",
            "channel": chance.choice(CHANNELS),
            "platform": "own-shop",
            "market": chance.choice(MARKETS),
            "lang": chance.choice(tuple(LANGUAGES)),
            "issue": chance.choice(ISSUES),
            "product": f"product {int(chance.paretovariate(0.5)) % 400}",
            "carrier": f"carrier {chance.randrange(12)}",
            "group": chance.choice(GROUPS),
            "opened_at": opened,
            "due_at": opened + timedelta(hours=2),
            "first_reply_at": replied,
            "stage": "archive" if closed else "offer",
            "outcome": chance.choice(["solved", "platform"]) if closed else "",
            "option": chance.choice(["refund", "exchange", "discount"]) if closed else "",
            "cost_minor": cost,
            "cost_currency": None if cost is None else chance.choice(["USD", "EUR", "JPY"]),
            "cause": chance.choice(["carrier", "customs", "supplier", "listing"]) if closed else "",
            "rating": chance.randrange(11) if closed and chance.random() < 0.4 else None,
            "closed_at": closed,
        }


def replies(chance: random.Random, count: int) -> Iterator[dict[str, object]]:
    for number in range(count):
        yield {
            "key": f"r{number}",
            "case_id": number + 1,
            "at": UNTIL,
            "document": chance.choice(DOCUMENTS),
            "version": "v",
            "lang": "ja",
            "tone": "formal",
            "edited": False,
        }


def fill(database: Database, copied: int, opened: int) -> None:
    """Write the history; the same one on every database."""
    chance = random.Random(7)
    made: list[tuple[type[Base], Iterator[dict[str, object]]]] = [
        (Copy, copies(chance, copied)),
        (Search, searches(chance, copied // 2)),
        (Feedback, opinions(chance, copied // 50)),
        (Case, cases(chance, opened)),
        (CaseReply, replies(chance, opened)),
    ]
    for table, rows in made:
        with database.transaction() as session:
            session.execute(insert(table), list(rows))
    if database.kind == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))  # as the server does by itself


def figures(insights: Insights, period: Period) -> dict[str, Callable[[], object]]:
    """Every figure of the page."""
    return {
        "use by template": lambda: insights.use(period, "document"),
        "use by language": lambda: insights.use(period, "lang"),
        "use by group": lambda: insights.use(period, "group"),
        "templates by week": lambda: insights.use_over_time(period, "document"),
        "languages by week": lambda: insights.use_over_time(period, "lang"),
        "groups by day": lambda: insights.use_over_time(period, "group", "day"),
        "edit rate": lambda: insights.edited(period),
        "last used": lambda: insights.last_used(period),
        "unanswered": lambda: insights.unanswered(period),
        "searches": lambda: insights.searches(period),
        "verdicts": lambda: insights.verdicts(period),
        "cases by issue": lambda: insights.cases(period, "issue"),
        "cases by product": lambda: insights.cases(period, "product"),
        "issues by week": lambda: insights.cases_over_time(period, "issue"),
        "first reply by channel": lambda: insights.first_replies(period, "channel"),
        "first reply by market": lambda: insights.first_replies(period, "market"),
        "outcomes by option": lambda: insights.outcomes(period, "option"),
        "outcomes by cause": lambda: insights.outcomes(period, "cause"),
    }


def took(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def over_http(url: str, rounds: int) -> dict[str, float]:
    """The median time of every page and file, the last byte included."""
    spans = {"year": YEAR, "month": MONTH}
    views = [f"/insights/{sheet.id}?by={view.by}" for sheet in SHEETS for view in sheet.views]
    files = [f"/insights/{name}.csv?" for name in REPORTS]
    paths = {
        f"{path} {label}": f"{path}&since={span.since.date()}&until={(span.until - timedelta(days=1)).date()}"
        for path in (*views, *files)
        for label, span in spans.items()
    }
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        command, env = kotae(port, Path(data))
        with serving(command, port, {**env, "KB_DATABASE_URL": url, "KB_RATE_LIMIT": "0"}, "/readyz"):
            origin = f"http://127.0.0.1:{port}"
            asked = {"/status, no figure": "/status", **paths}
            # Page after page and then again, so that a busy moment, or the start, does not hit all rounds of one page.
            times = [{label: took(partial(fetched, origin + path)) for label, path in asked.items()} for _ in range(rounds)]
            return {label: statistics.median(one[label] for one in times) for label in asked}


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as response:
        body: bytes = response.read()
        return body


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The addresses of an empty database of each kind."""
    cluster = Cluster()
    try:
        with tempfile.TemporaryDirectory() as folder:
            urls = {"sqlite": f"sqlite:///{Path(folder) / 'k.sqlite3'}", "postgresql": cluster.create("insights")}
            yield urls
    finally:
        cluster.remove()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with databases() as urls:
        opened = {name: Database(url) for name, url in urls.items()}
        for database in opened.values():
            upgrade(database)
            fill(database, options.copies, options.cases)
        copied, cases = options.copies, options.cases
        print(f"{len(DOCUMENTS)} documents, {copied} copies, {cases} cases; medians of {options.rounds} rounds, in ms")
        works = {name: Insights(database) for name, database in opened.items()}
        print(f"{'':32}" + "".join(f"{name:>12}" for name in works))
        slowest = dict.fromkeys(works, 0.0)
        for label, period in (("year", YEAR), ("month", MONTH)):
            for figure in figures(works["sqlite"], period):
                found = {}
                for name, insights in works.items():
                    work = figures(insights, period)[figure]
                    found[name] = statistics.median(took(work) for _ in range(options.rounds))
                    slowest[name] = max(slowest[name], found[name])
                print(f"{figure + ', ' + label:32}" + "".join(f"{time:12.1f}" for time in found.values()))
        print(f"{'slowest figure':32}" + "".join(f"{time:12.1f}" for time in slowest.values()))
        for database in opened.values():
            database.close()
        pages = {name: over_http(urls[name], options.rounds) for name in urls}
        for path in pages["sqlite"]:
            print(f"{path:52}" + "".join(f"{found[path]:12.1f}" for found in pages.values()))
        print(f"{'slowest page':52}" + "".join(f"{max(found.values()):12.1f}" for found in pages.values()))
    print(f"calibration: {calibration():.1f} ms to count to a million")


if __name__ == "__main__":
    main()
