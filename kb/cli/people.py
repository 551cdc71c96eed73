"""Commands that look after the people of the team: who may come in, and which programs act for them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from kb.accounts import passwords, tokens
from kb.errors import KbError, PersonNotFound
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.store.opening import Store
    from kb.store.people import Person, Role

ROLES = ("reader", "agent", "editor", "admin")
_LOGIN = click.argument("login")
_JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from the first line of the input.")
_ROLE = click.Choice(ROLES)


@click.group(epilog="Example: kb user add mei@shop.example --role editor")
def user() -> None:
    """The people who may sign in. The first one turns accounts on: from then on every page asks for a sign-in."""


@user.command(epilog="Example: kb user add mei@shop.example --role editor --name Mei --group ja-desk")
@_LOGIN
@click.option("--role", type=_ROLE, default="agent", show_default=True, help="What she may do.")
@click.option("--name", default="", help="How the site calls her. [the login]")
@click.option("--group", default="", help="The desk she works at; pins and figures know it.")
@_STDIN
@click.option("--no-password", is_flag=True, help="She signs in by OpenID Connect alone.")
def add(login: str, role: Role, name: str, group: str, password_stdin: bool, no_password: bool) -> None:
    """Let somebody sign in. Asks for her password twice."""
    if not login.strip() or login.strip().casefold() == "local":
        raise click.UsageError('give a login, such as an e-mail address; "local" is the person of a site without accounts')
    hashed = None if no_password else passwords.hashed(_password(password_stdin), login)
    with _store() as store:
        person = store.people.add(login, name or login, role, now=datetime.now(UTC), group=group, password=hashed)
    click.echo(f"{person.login} may sign in, as {person.role}")


@user.command("list", epilog="Example: kb user list --json")
@_JSON
def list_(as_json: bool) -> None:
    """List everybody, with role, group, and whether she may sign in now."""
    now = datetime.now(UTC)
    with _store() as store:
        people = store.people.all()
    if as_json:
        names = ("login", "name", "role", "group")
        rows = [{name: getattr(p, name) for name in names} | {"state": _state(p, now)} for p in people]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for person in people:
        click.echo(f"{person.login:32} {person.role:7} {person.group or '-':12} {_state(person, now)}")
    if not people:
        click.echo("nobody yet: the site is for this machine alone; add somebody with kb user add", err=True)


@user.command(epilog="Example: kb user role mei@shop.example editor")
@_LOGIN
@click.argument("role", type=_ROLE)
def role(login: str, role: Role) -> None:
    """Give somebody another role; it holds from her next click."""
    with _store() as store:
        person = store.people.change(_found(store, login).id, role=role)
    click.echo(f"{person.login} is {person.role}")


@user.command(epilog="Example: kb user password mei@shop.example")
@_LOGIN
@_STDIN
def password(login: str, password_stdin: bool) -> None:
    """Give somebody another password. She is signed out everywhere, and may try again at once if she was locked out."""
    with _store() as store:
        person = _found(store, login)
        store.people.change(person.id, password=passwords.hashed(_password(password_stdin), login))
    click.echo(f"{person.login} has a new password, and is signed out everywhere")


@user.command(epilog="Example: kb user remove mei@shop.example")
@_LOGIN
@click.option("--delete", is_flag=True, help="Delete her favourites, texts and tokens too; this cannot be undone.")
def remove(login: str, delete: bool) -> None:
    """Let somebody sign in no more, and end her sessions and tokens. What she did stays in the figures."""
    with _store() as store:
        person = _found(store, login)
        if delete:
            store.people.remove(person.id)
        else:
            store.people.change(person.id, active=False)
    click.echo(f"{person.login} is deleted" if delete else f"{person.login} may not sign in; undo: kb user restore {login}")


@user.command(epilog="Example: kb user restore mei@shop.example")
@_LOGIN
def restore(login: str) -> None:
    """Let somebody who was removed sign in again, with the password she had."""
    with _store() as store:
        person = store.people.change(_found(store, login).id, active=True)
    click.echo(f"{person.login} may sign in again, as {person.role}")


@click.group(epilog="Example: kb token add mei@shop.example helpdesk --scope read")
def token() -> None:
    """Tokens, by which programs use the API for somebody."""


_SCOPES = "What it may do; give it again for another. [read and render]"


@token.command("add", epilog="Example: kb token add mei@shop.example helpdesk --scope read --scope render --days 90")
@_LOGIN
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(tokens.SCOPES), multiple=True, default=("read", "render"), help=_SCOPES)
@click.option("--days", type=click.IntRange(1, tokens.LONGEST_DAYS), default=90, help="How long it works. [90]")
def add_token(login: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token that acts for LOGIN. It is written once, and cannot be shown again."""
    with _store() as store:
        made = tokens.make(store, _found(store, login).id, name, scopes, days, now=datetime.now(UTC))
    click.echo(made.secret)
    click.echo(f"{made.token.name}: {', '.join(made.token.scopes)}, until {made.token.expires_at:%Y-%m-%d}", err=True)


@token.command("list", epilog="Example: kb token list mei@shop.example")
@_LOGIN
def list_tokens(login: str) -> None:
    """List somebody's tokens by number, how they begin, what they may, until when, and when each was used last."""
    with _store() as store:
        for found in store.tokens.of(_found(store, login).id):
            used = f"used {found.last_used_at:%Y-%m-%d}" if found.last_used_at else "never used"
            until = (
                "revoked" if found.revoked_at else f"until {found.expires_at:%Y-%m-%d}" if found.expires_at else "for good"
            )
            click.echo(f"{found.id:4} {found.prefix}… {found.name:20} {','.join(found.scopes):24} {until}, {used}")


@token.command(epilog="Example: kb token revoke mei@shop.example 3")
@_LOGIN
@click.argument("number", type=int)
def revoke(login: str, number: int) -> None:
    """Make a token useless, at once and for good."""
    with _store() as store:
        found = store.tokens.revoke(_found(store, login).id, number, now=datetime.now(UTC))
    click.echo(f"{found.name} is revoked")


def _found(store: Store, login: str) -> Person:
    found = store.people.by_login(login)
    if found is None or found.login == "local":
        raise PersonNotFound(login)
    return found


def _state(person: Person, now: datetime) -> str:
    if not person.active:
        return "removed"
    if person.locked_until and person.locked_until > now:
        return f"locked until {person.locked_until:%Y-%m-%d %H:%M} UTC"
    return "active"


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked


@contextmanager
def _store() -> Iterator[Store]:
    """The team's store. Raises KbError when the tables are not those of this version."""
    from kb.store.opening import open_store

    settings = Settings.from_env()
    settings.data.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database, settings.data)
    try:
        yield store
    except ValueError as error:  # a text that no database keeps
        raise KbError(f"this cannot be kept: {error}") from error
    finally:
        store.close()
