"""Who may do what, cell by cell; and which views ask for it."""

from __future__ import annotations

from typing import get_args

import pytest
from flask import Flask

from kb.web.identity import MAY, ROLES, SCOPES, Action, Member, Role, action_of

TABLE = """
             reader agent editor admin  token
read         yes    yes   yes    yes    read
reply        yes    yes   yes    yes    render
keep         yes    yes   yes    yes    write
report       yes    yes   yes    yes    write
account      yes    yes   yes    yes    -
cases        -      yes   yes    yes    write
pin          -      -     yes    yes    write
feedback     -      -     yes    yes    write
insights     -      -     yes    yes    read
people       -      -     -      yes    admin
retention    -      -     -      yes    admin
"""
ROWS = {words[0]: words[1:] for line in TABLE.strip().splitlines()[1:] if (words := line.split())}
CELLS = [(action, role) for action in get_args(Action) for role in ROLES]


@pytest.mark.parametrize(("action", "role"), CELLS)
def test_a_role_may_do_what_the_table_says(action: Action, role: Role) -> None:
    member = Member(1, "Mei", role, "", local=False)

    assert member.may(action) == (ROWS[action][ROLES.index(role)] == "yes")


@pytest.mark.parametrize("action", get_args(Action))
def test_a_program_needs_the_scope_that_the_table_says(action: Action) -> None:
    scope = ROWS[action][-1]

    assert MAY[action].scope == (None if scope == "-" else scope)
    assert scope == "-" or scope in SCOPES


OPEN = {
    *("static", "site.healthz", "site.readyz", "site.favicon"),
    *("sign_in.form", "sign_in.enter"),
    "hooks.content",  # a delivery is signed
    "metrics",  # it looks at who asks by itself
}


def test_these_views_alone_are_open_to_all(app: Flask) -> None:
    assert {name for name in app.view_functions if action_of(app, name) is None} == OPEN


def test_every_view_that_takes_something_in_names_what_it_needs(app: Flask) -> None:
    unnamed = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        and not hasattr(app.view_functions[rule.endpoint], "kb_action")
    }

    assert unnamed == set()
