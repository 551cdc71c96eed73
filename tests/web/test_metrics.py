"""/metrics tells what the server does, in the conventions of Prometheus, and names nobody."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.parser import text_string_to_metric_families

from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.web import create_app
from kb.web.metrics import RESERVED, _forget_the_dead
from tests.cli.test_serving import free_port, ready, served

Samples = dict[tuple[str, ...], float]

FAMILIES = {
    "kotae_http_requests",
    "kotae_http_request_duration_seconds",
    "kotae_http_requests_limited",
    "kotae_http_requests_shed",
    "kotae_searches",
    "kotae_searches_without_results",
    "kotae_renders",
    "kotae_findings",
    "kotae_reloads",
    "kotae_workers",
    "kotae_library_info",
    "kotae_library_documents",
    "kotae_library_problems",
}


def read(text: str) -> Samples:
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if not sample.name.endswith("_created"):
                found[(sample.name, *(value for _, value in sorted(sample.labels.items())))] = sample.value
    return found


@pytest.fixture
def fresh(kb: KnowledgeBase) -> FlaskClient:
    """A client of an application that has counted nothing yet."""
    return create_app(kb).test_client()


def samples(client: FlaskClient) -> Samples:
    return read(client.get("/metrics").get_data(as_text=True))


def test_every_family_has_a_help_and_a_name_of_the_conventions(fresh: FlaskClient) -> None:
    text = fresh.get("/metrics").get_data(as_text=True)

    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert {name for name in families if not name.endswith("_created")} == FAMILIES
    assert all(family.documentation for family in families.values())
    assert all(re.fullmatch(r"kotae_[a-z_]+", name) for name in families)


def test_searches_renders_and_findings_are_counted(fresh: FlaskClient) -> None:
    fresh.get("/api/v1/search?q=refund&lang=en")
    fresh.get("/api/v1/search?q=qqqqqzzzzz&lang=ja&exact=true")
    fresh.get("/api/v1/search")  # a look at everything searches for nothing
    fresh.post("/api/v1/templates/apology/late-delivery/render", json={"lang": "es", "preview": True})
    offer = {"text": "We refund you if you change your review to five stars.", "lang": "en", "channel": "email"}
    fresh.post("/api/v1/check", json=offer)

    found = samples(fresh)

    assert found["kotae_searches_total", "en"] == 1
    assert found["kotae_searches_total", "ja"] == 1
    assert found["kotae_searches_without_results_total", "ja"] == 1
    assert ("kotae_searches_without_results_total", "en") not in found
    assert found["kotae_renders_total", "es", "true"] == 1
    assert found["kotae_findings_total", "review-incentive", "block"] >= 1
    assert found["kotae_http_requests_total", "GET", "/api/v1/search", "200"] == 3
    assert found["kotae_http_request_duration_seconds_count", "/api/v1/search"] == 3


def test_what_is_served_is_told_with_its_version_and_its_problems(content: Path, tmp_path: Path) -> None:
    (content / "en/templates/offer/broken.md").write_text("no front matter", "utf-8")
    kb = open_kb(Settings(content=content, data=tmp_path / "data"))
    client = create_app(kb).test_client()

    found = samples(client)
    assert found["kotae_library_info", kb.library.version] == 1
    assert found["kotae_library_documents", "en"] == 1
    assert found["kotae_library_documents", "ja"] == 0
    assert found["kotae_library_problems", "en", "error"] == 1

    (content / "en/templates/offer/broken.md").unlink()
    kb.refresh()
    file = content / "en/templates/offer/zebra.md"
    file.write_text(file.read_text("utf-8").replace("Hello", "Hi"), "utf-8")
    kb.refresh()
    found = samples(client)
    assert found["kotae_library_info", kb.library.version] == 1
    assert len([key for key in found if key[0] == "kotae_library_info"]) == 1
    assert found["kotae_library_problems", "en", "error"] == 0
    taken, refused = found["kotae_reloads_total", "taken"], found.get(("kotae_reloads_total", "refused"), 0)
    assert taken >= 1

    taxonomy = content / "taxonomy.yml"
    taxonomy.write_text("issues: [", "utf-8")
    kb.refresh()
    kb.refresh()
    found = samples(client)
    assert found["kotae_reloads_total", "refused"] == refused + 1
    assert found["kotae_reloads_total", "taken"] == taken
    kb.close()


def test_nothing_that_is_asked_makes_another_series(fresh: FlaskClient) -> None:
    fresh.get("/metrics")
    for number in range(3):
        fresh.open(f"/nothing-{number}", method=f"BREW{number}")
        fresh.get(f"/templates/apology/nothing-{number}", headers={"Host": f"h{number}"})
        fresh.get(f"/api/v1/search?q=w{number}&lang=en")
        fresh.post("/api/v1/check", json={"text": f"w{number}", "lang": "en", "channel": "email"})
    before = set(samples(fresh))
    for number in range(10, 40):
        fresh.open(f"/nothing-{number}", method=f"BREW{number}")
        fresh.get(f"/templates/apology/nothing-{number}", headers={"Host": f"h{number}"})
        fresh.get(f"/api/v1/search?q=w{number}&lang=en")
        fresh.post("/api/v1/check", json={"text": f"w{number}", "lang": "en", "channel": "email"})

    assert set(samples(fresh)) == before


TOKEN = "0123456789abcdef"


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.1", {}, 403),
        ("", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.1"}, 403),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}, 403),
        ("192.0.2.1", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("192.0.2.1", {"Authorization": f"bearer {TOKEN}"}, 200),
        ("192.0.2.1", {"Authorization": f"Bearer {TOKEN}x"}, 403),
        ("192.0.2.1", {"Authorization": "Bearer "}, 403),
        ("192.0.2.1", {"Authorization": TOKEN}, 403),
        ("192.0.2.1", {"Authorization": f"Bearer é{TOKEN}"}, 403),
    ],
)
def test_only_this_machine_and_who_has_the_token_may_ask(
    address: str, headers: dict[str, str], status: int, content: Path, tmp_path: Path
) -> None:
    kb = open_kb(Settings(content=content, data=tmp_path / "data", metrics_token=TOKEN))
    client = create_app(kb).test_client()

    assert client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code == status
    kb.close()


def test_without_a_token_no_word_opens_it(fresh: FlaskClient) -> None:
    for given in ("", "Bearer", "Bearer ", "Bearer x"):
        answer = fresh.get("/metrics", headers={"Authorization": given}, environ_base={"REMOTE_ADDR": "192.0.2.1"})
        assert answer.status_code == 403


def test_workers_are_counted_together(content: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "kb", "serve", "--port", str(port), "--workers", "2"]
    with served(command, content, tmp_path / "data", KB_LOG="json") as process:
        ready(port, process)
        for _ in range(20):  # connections fall on either worker
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/search?q=zebra", timeout=10) as answer:
                assert json.load(answer)["total"] == 1

        def told() -> Samples:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
                return read(answer.read().decode())

        found = told()
        while found["kotae_workers",] < 2:
            found = told()

    assert found["kotae_http_requests_total", "GET", "/api/v1/search", "200"] == 20
    assert found["kotae_searches_total", "en"] == 20


def test_the_counts_of_servers_that_have_ended_are_removed(tmp_path: Path) -> None:
    gone = tmp_path / "metrics" / "999999999-5"
    gone.mkdir(parents=True)
    kept = tmp_path / "metrics" / "notes"
    kept.mkdir()
    code = (
        "import sys, os; from pathlib import Path; from kb.web.metrics import share; share(Path(sys.argv[1]))\n"
        "print(os.environ['PROMETHEUS_MULTIPROC_DIR'])"
    )

    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, env=dict(os.environ)
    )

    folder = Path(run.stdout.strip())
    assert folder.is_dir() and folder.name.startswith(f"{os.getpid()}-")
    assert not gone.exists()
    assert kept.exists()


def test_what_a_worker_counts_in_has_its_room_on_the_disk_and_the_dead_give_it_back(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kb.web.metrics import Metrics, share; share(Path(sys.argv[1]))\n"
        "Metrics().limited.inc()"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    files = [path for path in (tmp_path / "metrics").rglob("*.db") if path.stem.startswith(tuple(RESERVED))]
    assert all(path.stat().st_blocks * 512 >= path.stat().st_size > 0 for path in files)

    _forget_the_dead(files[0].parent)

    left = sorted((tmp_path / "metrics").rglob("*.db"))
    assert {path.stem.split("_")[0] for path in left} == {"counter", "histogram"}
    assert all(8 <= path.stat().st_size < 4096 for path in left)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(files[0].parent))  # type: ignore[no-untyped-call]
    assert registry.get_sample_value("kotae_http_requests_limited_total") == 2


def test_on_a_full_disk_a_worker_counts_for_itself(tmp_path: Path) -> None:
    code = (
        "import errno, os, sys; from pathlib import Path; from kb.web import metrics\n"
        "def full(*_): raise OSError(errno.ENOSPC, 'No space left on device')\n"
        "os.posix_fallocate = full; metrics.share(Path(sys.argv[1]))\n"
        "found = metrics.Metrics(); found.limited.inc()\n"
        "print(found.registry.get_sample_value('kotae_http_requests_limited_total'))"
    )

    run = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)

    assert run.stdout == "1.0\n"
    assert "No space left" in run.stderr
