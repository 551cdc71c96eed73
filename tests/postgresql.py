"""A PostgreSQL server of the tests' own: in a folder that goes away, on a socket in it, reached by nobody else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

_QUICK = {
    "listen_addresses": "",
    "fsync": "off",  # the machine is not switched off in a test; that processes are killed is another matter
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
}


class Cluster:
    """A running server. As root it runs as another user, for PostgreSQL refuses to run as root."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kotae-pg-"))
        self._bin = _programs()
        self._user = _unprivileged() if os.getuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        self._run("initdb", "--no-sync", "--auth=trust", "--username=kotae", "--encoding=UTF8", "--no-locale")
        lines = [f"{name} = '{value}'" for name, value in {**_QUICK, "unix_socket_directories": self.folder}.items()]
        with (self.folder / "data/postgresql.conf").open("a") as settings:
            settings.write("\n".join(lines) + "\n")
        self.start()

    def url(self, name: str) -> str:
        """The address of a database of this server."""
        return f"postgresql://kotae@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, a copy of another; its address."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        self.sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def sql(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self.folder}/log")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", f"--mode={mode}")

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), "--pgdata", str(self.folder / "data"), *arguments]
        # Its output goes to a file: the server would keep a pipe open after pg_ctl has ended.
        with (self.folder / f"{program}.out").open("ab") as out:
            run = subprocess.run(command, user=self._user, stdout=out, stderr=out, cwd=self.folder, timeout=120, check=False)
        assert run.returncode == 0, (self.folder / f"{program}.out").read_text()


def _programs() -> Path:
    """The folder of the server's programs, the newest that is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[4]))
    found = shutil.which("initdb")
    if debian or found:
        return debian[-1].parent if debian else Path(found or "").resolve().parent
    pytest.fail("PostgreSQL is missing: run make tools, or install it (Debian: apt-get install postgresql)", pytrace=False)


def _unprivileged() -> str:
    return next(name for name in ("postgres", "nobody") if name in {user.pw_name for user in pwd.getpwall()})
