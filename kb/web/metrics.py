"""What the server does, in numbers: counted in every worker, told together at /metrics as Prometheus reads it."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import sys
from collections import Counter as Count
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, request

from kb.content.problems import Severity
from kb.languages import LANGUAGES
from kb.reply.findings import Finding
from kb.service import KnowledgeBase
from kb.web.identity import open_to_all
from kb.web.loopback import strangeness

if TYPE_CHECKING:
    from prometheus_client.core import Metric

log = logging.getLogger("kb.web")

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Bounds of the latencies that are told apart, 150 ms among them: what a page may take."""

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
RESERVED = {"counter": 2**18, "histogram": 2**19, "gauge_livesum": 2**12}
"""Bytes of the files that a worker counts in, by their names. The library maps them into memory without having the room."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Metrics:
    """The counters of one worker. Their labels are routes, statuses, languages and rules, never what was asked."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "kotae_http_requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self.latency = Histogram(
            "kotae_http_request_duration_seconds", "Time to an answer.", ("route",), buckets=SECONDS, registry=registry
        )
        self.limited = Counter("kotae_http_requests_limited", "Requests over a client's limit.", registry=registry)
        self.shed = Counter("kotae_http_requests_shed", "Requests refused because too many waited.", registry=registry)
        self.searches = Counter("kotae_searches", "Searches for words.", ("lang",), registry=registry)
        self.empty = Counter("kotae_searches_without_results", "Searches that found nothing.", ("lang",), registry=registry)
        self.renders = Counter("kotae_renders", "Replies rendered.", ("lang", "preview"), registry=registry)
        self.findings = Counter("kotae_findings", "What the rules said of replies.", ("rule", "severity"), registry=registry)
        self.reloads = Counter("kotae_reloads", "Changes of the content.", ("outcome",), registry=registry)
        self.workers = Gauge("kotae_workers", "Workers alive.", registry=registry, multiprocess_mode="livesum")
        self.workers.set(1)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self.requests.labels(method if method in METHODS else "other", route, status).inc()
        self.latency.labels(route).observe(seconds)

    def searched(self, lang: str, total: int) -> None:
        """Somebody searched for words."""
        self.searches.labels(lang).inc()
        if not total:
            self.empty.labels(lang).inc()

    def rendered(self, lang: str, preview: bool, findings: Iterable[Finding]) -> None:
        """A reply was rendered."""
        self.renders.labels(lang, str(preview).lower()).inc()
        self.checked(findings)

    def checked(self, findings: Iterable[Finding]) -> None:
        """The rules read a text."""
        for finding in findings:
            self.findings.labels(finding.rule, finding.severity).inc()

    def reloaded(self, taken: bool) -> None:
        """The content changed, and was taken in or refused."""
        self.reloads.labels("taken" if taken else "refused").inc()


class _Content:
    """What is served now, read from the library when it is asked for: no worker keeps an old version alive."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def collect(self) -> Iterator[Metric]:
        """The version, and documents and problems by language."""
        from prometheus_client.core import GaugeMetricFamily

        library = self._kb.library
        info = GaugeMetricFamily("kotae_library_info", "The version of the content that is served.", labels=["version"])
        info.add_metric([library.version], 1)
        yield info
        documents = GaugeMetricFamily("kotae_library_documents", "Documents served.", labels=["lang"])
        written = Count(document.lang for document in library)
        problems = GaugeMetricFamily("kotae_library_problems", "Problems of the content.", labels=["lang", "severity"])
        wrong = Count((_lang_of(problem.path), problem.severity) for problem in library.problems)
        for lang in LANGUAGES:
            documents.add_metric([lang], written[lang])
        for lang in (*LANGUAGES, "vocabulary"):
            for severity in Severity:
                problems.add_metric([lang, severity], wrong[lang, severity])
        yield documents
        yield problems


def _lang_of(path: str) -> str:
    """The language of a file, or `vocabulary` for one that all of them share."""
    return next((part for part in Path(path).parts if part in LANGUAGES), "vocabulary")


def share(data: Path) -> None:
    """Count together with the other workers of this server, through a folder in KB_DATA.

    Must come before anything is counted. The folders of servers that have ended are removed.
    """
    root = data / "metrics"
    parent = os.getppid()
    mine = root / f"{parent}-{_started(parent)}"
    try:
        _reserve(mine)
        os.environ[_FOLDER] = str(mine)
    except OSError as error:
        log.error("%s cannot be written (%s): /metrics tells of one worker only", mine, error.strerror)
        return
    for other in root.iterdir():
        pid, _, started = other.name.partition("-")
        if other != mine and pid.isdigit() and _started(int(pid)) != started:
            shutil.rmtree(other, ignore_errors=True)


def _reserve(folder: Path) -> None:
    """Make the files that this worker counts in, with room for every series: a full disk must not end it later."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, size in RESERVED.items():
        with (folder / f"{kind}_{os.getpid()}.db").open("ab") as file:
            os.posix_fallocate(file.fileno(), 0, size)


def _started(pid: int) -> str:
    """When a process started, in ticks since the system did; 0 when it is gone or the system does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "0"


def install(app: Flask, kb: KnowledgeBase, metrics: Metrics) -> None:
    """Answer /metrics to who may ask."""
    token = kb.settings.metrics_token

    @app.get("/metrics", endpoint="metrics")
    @open_to_all  # it looks itself at who asks: a collector has no account
    def told() -> Response:
        if not _may_ask(token):
            abort(403, "Ask for /metrics from this machine, or with KB_METRICS_TOKEN as a bearer token.")
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
        from prometheus_client.multiprocess import MultiProcessCollector

        counted = metrics.registry
        if os.environ.get(_FOLDER):
            _forget_the_dead(Path(os.environ[_FOLDER]))
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        content = CollectorRegistry()
        content.register(_Content(kb))
        body = generate_latest(counted) + generate_latest(content)
        return Response(body, content_type=CONTENT_TYPE_PLAIN_0_0_4, headers={"Cache-Control": "no-store"})


def _may_ask(token: str) -> bool:
    """Whether the asker has the token, or sits on this machine: a proxy on it asks for others, and says so."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if token and scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), token.encode()):
        return True
    return not strangeness(request)


def _forget_the_dead(folder: Path) -> None:
    """Count no worker as alive that has ended; what it had counted stays, the room that it had reserved is given back."""
    for file in folder.glob("*.db"):
        kind, _, pid = file.stem.rpartition("_")
        if not pid.isdigit() or _alive(int(pid)):
            continue
        if kind.startswith("gauge_live"):
            file.unlink(missing_ok=True)
        elif file.stat().st_size == RESERVED.get(kind):
            used = int.from_bytes(file.read_bytes()[:4], sys.byteorder)
            os.truncate(file, max(used, 8))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
