"""A site with accounts: one person of each role, browsers that are signed in, tokens of programs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.accounts import passwords, tokens
from kb.service import KnowledgeBase
from kb.store.people import Person, Role
from kb.web.identity import ROLES

PASSWORD = "seven calm zebras"
ZEBRA = "templates/offer/zebra"


@cache
def hashed() -> str:
    """The hash of the password that everybody has: argon2 takes its time, so it is made once."""
    return passwords.hashed(PASSWORD)


@dataclass(frozen=True)
class Browser:
    """A browser, and the token that the pages it was given hold."""

    client: FlaskClient
    csrf: str


@dataclass(frozen=True)
class Team:
    """The site and its people."""

    kb: KnowledgeBase
    app: Flask
    people: dict[Role, Person]

    def stranger(self) -> Browser:
        """A browser on the sign-in page."""
        client = self.app.test_client()
        return Browser(client, csrf_of(client, "/sign-in"))

    def browser(self, role: Role) -> Browser:
        """A browser in which the person of this role is signed in."""
        visit = self.stranger()
        answer = enter(visit, role, PASSWORD)
        assert answer.status_code == 303, answer.text
        return Browser(visit.client, csrf_of(visit.client, "/me"))

    def token(self, role: Role, *scopes: str) -> dict[str, str]:
        """The header of a program that acts for the person of this role."""
        made = tokens.make(self.kb.store, self.people[role].id, "program", scopes, 90, now=datetime.now(UTC))
        return {"Authorization": f"Bearer {made.secret}"}


def team_of(kb: KnowledgeBase, app: Flask) -> Team:
    """A site with a person of each role; a login is the name of the role."""
    now = datetime.now(UTC)
    return Team(kb, app, {role: kb.store.people.add(role, role, role, now=now, password=hashed()) for role in ROLES})


def enter(visit: Browser, login: str, password: str, **more: str) -> TestResponse:
    """What the sign-in page answers."""
    return visit.client.post("/sign-in", data={"csrf": visit.csrf, "login": login, "password": password, **more})


def csrf_of(client: FlaskClient, path: str) -> str:
    """The token of a page."""
    found = re.search(r'name="csrf" (?:content|value)="(\w+)"', client.get(path).text)
    assert found, path
    return found[1]
