"""Who asks, and who may do what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args

from flask import Flask, g

Role = Literal["reader", "agent", "editor", "admin"]
Scope = Literal["read", "render", "write", "admin"]
Action = Literal["read", "reply", "keep", "report", "account", "cases", "pin", "feedback", "insights", "people", "retention"]

ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most; each may do what those before it may."""

SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What a token may be made for. None holds another: a token for `write` cannot read by that alone."""


@dataclass(frozen=True, slots=True)
class Right:
    """What an action needs: the lowest role that has it, and a token's scope to change something by it.

    Looking needs the scope `read`, save where `scope` is `admin`. Without a scope no token may, whoever it acts for.
    """

    role: Role
    scope: Scope | None

    @property
    def changes(self) -> bool:
        """Whether a POST of this action changes something, and not only asks in its body."""
        return self.scope not in ("read", "render")


MAY: Mapping[Action, Right] = {
    "read": Right("reader", "read"),  # search, templates, guides, their translations
    "reply": Right("reader", "render"),  # make a reply, check a text, read a message
    "keep": Right("reader", "write"),  # her own favourites, snippets and choices
    "report": Right("reader", "write"),  # what she copied, and what she thinks of it
    "account": Right("reader", None),  # her own password, sessions and tokens
    "cases": Right("agent", "write"),  # open, work on and close cases
    "pin": Right("editor", "write"),  # what stands first for the team
    "feedback": Right("editor", "write"),  # read what the team thinks, and attend to it
    "insights": Right("editor", "read"),  # the figures
    "people": Right("admin", "admin"),  # who is there, and with which role
    "retention": Right("admin", "admin"),  # anonymise, delete, and hand out everything about a reference
}
"""Who may do what: the views name an action, and nothing else decides."""


@dataclass(frozen=True, slots=True)
class Member:
    """Who asks. Without accounts that is the one local person, who may do everything.

    `id` is 0 while the database is away and the local person's number is not known.
    """

    id: int
    name: str
    role: Role
    group: str
    local: bool

    def may(self, action: Action) -> bool:
        """Whether her role has this right."""
        return ROLES.index(self.role) >= ROLES.index(MAY[action].role)


def current() -> Member:
    """Who asks; only in a view that is not open to all."""
    found: Member = g.member
    return found


def nobody_yet() -> bool:
    """Whether this request is answered without knowing who asks: the sign-in page, a refusal."""
    return g.get("member") is None


_View = TypeVar("_View", bound=Callable[..., Any])


def may(action: Action) -> Callable[[_View], _View]:
    """A view for those who may do this; one that names nothing is `read`, and can only be looked at."""

    def name(view: _View) -> _View:
        view.kb_action = action  # type: ignore[attr-defined]
        return view

    return name


def open_to_all(view: _View) -> _View:
    """A view that is answered whoever asks, from wherever: health, static files, signing in."""
    view.kb_action = None  # type: ignore[attr-defined]
    return view


def action_of(app: Flask, endpoint: str | None) -> Action | None:
    """The action of a view, None where it is open to all."""
    found: Action | None = getattr(app.view_functions.get(endpoint or ""), "kb_action", "read")
    return found
