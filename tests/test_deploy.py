"""What stands in deploy/ is accepted by the programs it is for, and serves the site as it says."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import pytest
from flask import request

from kb.service import KnowledgeBase, open_kb
from kb.settings import Settings
from kb.web import create_app
from kb.web.identity import open_to_all
from tests.cli.test_serving import free_port, ready, served
from tests.conftest import ROOT
from tests.repository import Team

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
LOCAL = ssl.create_default_context()
LOCAL.check_hostname, LOCAL.verify_mode = False, ssl.CERT_NONE

HARDENED = ("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "CapabilityBoundingSet=\n")


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for unit in (DEPLOY / "systemd").iterdir():
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/kotae/.venv/bin/kb", "/bin/true"))
    units = [str(path) for path in tmp_path.iterdir()]

    ran = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, timeout=60)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(units) == 3


@pytest.mark.parametrize("line", HARDENED)
def test_the_service_may_do_no_more_than_it_must(line: str) -> None:
    assert f"\n{line}" in (DEPLOY / "systemd/kotae.service").read_text()


def test_the_settings_of_the_service_are_settings() -> None:
    names = re.findall(r"^#? ?(KB_\w+)=", (DEPLOY / "kotae.env").read_text(), re.MULTILINE)

    assert len(names) > 6
    assert set(names) <= {f"KB_{field.name.upper()}" for field in fields(Settings)}


def test_the_container_file_copies_what_there_is() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    copied = [name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()]

    assert "kb" in copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert "--require-hashes" in text and "\nUSER kotae\n" in text


@contextmanager
def nginx(folder: Path, upstream: int, sub_path: bool) -> Iterator[int]:
    """nginx over our site's file, with ports and a certificate of the test's own."""
    plain, secure = free_port(), free_port()
    shutil.copy(DEPLOY / "nginx/kotae_proxy.conf", folder)
    subject = ("-subj", "/CN=kotae.example", "-days", "1", "-nodes", "-newkey", "rsa:2048")
    keys = ("-keyout", str(folder / "kotae.key"), "-out", str(folder / "kotae.crt"))
    subprocess.run(["openssl", "req", "-x509", *subject, *keys], capture_output=True, check=True)
    site = (DEPLOY / "nginx/kotae.conf").read_text()
    site = re.sub(r"^ +listen \[::\].*\n", "", site, flags=re.MULTILINE).replace("/etc/nginx/", f"{folder}/")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443", f"listen 127.0.0.1:{secure}")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    if sub_path:
        site = re.sub(r"    location / \{.*?\n    \}\n", "", site, flags=re.DOTALL)
        site = re.sub(r"^    # (location|    |\})", r"    \1", site, flags=re.MULTILINE)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    main = f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ access_log off; {temporary}\n"
    (folder / "nginx.conf").write_text(f"{main}{site}\n}}")
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=30)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield secure
    finally:
        process.terminate()
        process.wait(20)


def fetch(address: str, **headers: str) -> str:
    asked = urllib.request.Request(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(asked, timeout=10, context=LOCAL) as answer:
                return str(answer.read().decode())
        except ConnectionError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        except urllib.error.URLError as error:
            assert isinstance(error.reason, ConnectionError) and time.monotonic() < deadline, error
            time.sleep(0.05)


@pytest.mark.parametrize("prefix", ["", "/kotae"])
def test_the_site_stands_behind_nginx_at_the_root_and_under_a_path(prefix: str, tmp_path: Path) -> None:
    team, port = Team(tmp_path / "team"), free_port()
    command = [sys.executable, "-m", "kb", "serve", "--port", str(port)]
    folder = tmp_path / "nginx"
    folder.mkdir()
    # Behind a proxy nothing is answered but signing in, until somebody has an account.
    subprocess.run(
        [sys.executable, "-m", "kb", "user", "add", "mei@shop.example", "--role", "admin", "--password-stdin"],
        cwd=ROOT,
        env=os.environ | {"KB_DATA": str(tmp_path / "data"), "KB_CONTENT": str(team.content)},
        input="a long password of hers\n",
        text=True,
        check=True,
        capture_output=True,
    )
    with (
        served(command, team.content, tmp_path / "data", KB_PROXIES="1") as process,
        nginx(folder, port, bool(prefix)) as secure,
    ):
        ready(port, process)
        base = f"https://localhost:{secure}{prefix}"
        page = fetch(f"{base}/sign-in", X_Forwarded_Prefix="/evil", X_Forwarded_Host="evil.example")

        addresses = re.findall(r'(?:href|src|action|data-home)="(/[^"]*)"', page)
        assert len(addresses) > 5
        assert [a for a in addresses if not a.startswith(f"{prefix}/")] == []
        assert "evil" not in page
        style = next(a for a in addresses if a.endswith(".css"))
        assert "body" in fetch(f"https://localhost:{secure}{style}")
        assert '"status":"ready"' in fetch(f"{base}/readyz").replace(" ", "")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "10.9.9.9, 203.0.113.7", "203.0.113.7"),
        (2, "203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "10.9.9.9, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "127.0.0.1"),
    ],
)
def test_the_client_is_whom_the_counted_proxies_name(
    proxies: int, forwarded: str, address: str, kb: KnowledgeBase, tmp_path: Path
) -> None:
    team = Team(tmp_path / "team")
    opened = open_kb(Settings(content=team.content, data=tmp_path / "data", proxies=proxies))
    app = create_app(opened)
    app.add_url_rule("/who", "who", open_to_all(lambda: str(request.remote_addr)))

    answer = app.test_client().get("/who", headers={"X-Forwarded-For": forwarded})

    assert answer.get_data(as_text=True) == address
    opened.close()
