"""Attacks on signing in, sessions, forms, tokens and roles: what is tried, and what it gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.accounts.browsers import IDLE, LONGEST
from kb.accounts.keys import digest
from kb.accounts.signing_in import ADDRESS_LIMIT, LIMIT
from kb.store.people import Changes, Role
from tests.security.team import PASSWORD, ZEBRA, Browser, Team, csrf_of, enter

STAR = f"/api/v1/me/favourites/{ZEBRA}"
EVIL = {"Origin": "https://evil.example"}


Attack = Callable[[Team], int]


def ask(method: str, path: str, headers: dict[str, str] | None = None, **rest: Any) -> Attack:
    """A request by a browser in which the editor is signed in, without the token of its page."""
    return lambda team: sent(team.browser("editor").client, method, path, headers or {}, rest)


def with_page(method: str, path: str, headers: dict[str, str], **rest: Any) -> Attack:
    """The same, with the token of its page."""

    def attack(team: Team) -> int:
        editor = team.browser("editor")
        return sent(editor.client, method, path, {"X-CSRF-Token": editor.csrf, **headers}, rest)

    return attack


def by_program(method: str, path: str, *scopes: str, role: Role = "admin", **rest: Any) -> Attack:
    """A request by a program with these scopes."""
    return lambda team: sent(team.app.test_client(), method, path, team.token(role, *scopes), rest)


def bare(method: str, path: str, headers: dict[str, str] | None = None, **rest: Any) -> Attack:
    """A request by nobody."""
    return lambda team: sent(team.app.test_client(), method, path, headers or {}, rest)


def sent(client: FlaskClient, method: str, path: str, headers: dict[str, str], rest: dict[str, Any]) -> int:
    return client.open(path, method=method, headers=headers, **rest).status_code


ATTACKS: list[tuple[str, Attack, int]] = [
    # without signing in
    ("read the API", bare("GET", "/api/v1/search?q=refund"), 401),
    ("read a page as a script does", bare("GET", f"/{ZEBRA}", {"Sec-Fetch-Dest": "empty"}), 401),
    ("ask for results", bare("POST", "/results", data={"q": "refund"}), 401),
    ("find out which pages there are", bare("GET", "/no-such-page", {"Sec-Fetch-Dest": "empty"}), 401),
    ("climb out of the static folder", bare("GET", "/static/x/..%2f..%2f..%2fpyproject.toml"), 404),
    ("bring an invented session", bare("GET", "/api/v1/me", {"Cookie": "kotae=invented"}), 401),
    ("bring the hash of a session", bare("GET", "/api/v1/me", {"Cookie": f"kotae={digest('x')}"}), 401),
    ("bring half a megabyte as a session", bare("GET", "/api/v1/me", {"Cookie": "kotae=" + "x" * 500_000}), 401),
    ("bring half a character as a session", bare("GET", "/api/v1/me", {"Cookie": "kotae=\udcff"}), 401),
    # forms of other sites
    ("sign somebody in from another site", bare("POST", "/sign-in", EVIL, data={"login": "editor"}), 403),
    ("sign in without the page", bare("POST", "/sign-in", data={"login": "editor", "password": PASSWORD}), 403),
    ("star without the page's token", ask("PUT", STAR), 403),
    ("sign somebody out by a plain form", ask("POST", "/me/sessions/end-all"), 403),
    ("use the token of another page", ask("PUT", STAR, {"X-CSRF-Token": "0" * 64}), 403),
    ("come from another site with the right token", with_page("PUT", STAR, EVIL), 403),
    ("come from a page of no site", with_page("PUT", STAR, {"Origin": "null"}), 403),
    ("come from a sibling host", with_page("PUT", STAR, {"Sec-Fetch-Site": "same-site"}), 403),
    ("come from another port", with_page("PUT", STAR, {"Origin": "http://localhost:81"}), 403),
    ("put the token into the address", ask("PUT", f"{STAR}?csrf={'0' * 64}"), 403),
    ("search from another site", ask("POST", "/results", EVIL, data={"q": "refund"}), 403),
    ("disguise a form by a method header", ask("POST", STAR, {"X-HTTP-Method-Override": "PUT"}), 405),
    # tokens of programs
    ("bring an invented token", bare("GET", "/api/v1/me", {"Authorization": "Bearer kotae_invented"}), 401),
    ("bring an empty token", bare("GET", "/api/v1/me", {"Authorization": "Bearer "}), 401),
    ("bring a name and a password", bare("GET", "/api/v1/me", {"Authorization": "Basic YTpi"}), 401),
    ("open a page with a token", by_program("GET", f"/{ZEBRA}", "read", "write", "admin"), 303),
    ("write with a token that reads", by_program("PUT", STAR, "read"), 403),
    ("render with a token that reads", by_program("POST", f"/api/v1/{ZEBRA}/render", "read", json={"lang": "en"}), 403),
    ("read with a token that writes", by_program("GET", "/api/v1/search?q=x", "write"), 403),
    ("make a token with a token", by_program("POST", "/me/tokens", "read", "write", "admin", data={"name": "x"}), 401),
    ("read what the team thinks as an agent", by_program("GET", "/api/v1/feedback", "read", role="agent"), 403),
    ("attend to it as an agent", by_program("POST", "/api/v1/feedback/1/resolve", "write", role="agent", json={}), 403),
    ("open it again as an agent", by_program("POST", "/api/v1/feedback/1/reopen", "write", role="agent", json={}), 403),
    ("attend to it with a token that reads", by_program("POST", "/api/v1/feedback/1/resolve", "read", json={}), 403),
    ("attend to it without the page's token", ask("POST", "/feedback/1/done"), 403),
    ("attend to it from another site", with_page("POST", "/feedback/1/done", EVIL), 403),
    ("pin with the token of an agent", by_program("PUT", f"/api/v1/pins/{ZEBRA}", "write", role="agent"), 403),
]


@pytest.mark.parametrize(("attack", "status"), [row[1:] for row in ATTACKS], ids=[row[0] for row in ATTACKS])
def test_what_is_tried_is_refused(attack: Attack, status: int, shared: Team) -> None:
    assert attack(shared) == status


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "evil"],
)
def test_signing_in_leads_to_a_page_of_this_site(shared: Team, address: str) -> None:
    assert enter(shared.stranger(), "agent", PASSWORD, next=address).location == "/"


def test_a_page_that_asked_for_a_sign_in_is_shown_after_it(shared: Team) -> None:
    asked = shared.app.test_client().get(f"/{ZEBRA}?reply_lang=en")

    assert asked.status_code == 303
    assert enter(shared.stranger(), "agent", PASSWORD, next=f"/{ZEBRA}?reply_lang=en").location == f"/{ZEBRA}?reply_lang=en"


@pytest.mark.parametrize("login", ["agent", "nobody"])
def test_after_five_wrong_passwords_a_login_rests_whether_it_exists_or_not(team: Team, login: str) -> None:
    visit = team.stranger()
    answers = [enter(visit, login, f"wrong {n}") for n in range(LIMIT)]
    right = enter(visit, login, PASSWORD)

    assert [answer.status_code for answer in answers] == [403] * LIMIT
    assert (right.status_code, right.headers["Retry-After"]) == (429, "900")
    assert "15 minutes" in right.text
    assert enter(team.stranger(), "reader", PASSWORD).status_code == 303, "others are let in"


def test_what_is_said_of_a_wrong_login_is_what_is_said_of_a_wrong_password(team: Team) -> None:
    def said(login: str) -> str:
        visit = team.stranger()
        return enter(visit, login, "wrong").text.replace(login, "").replace(visit.csrf, "")

    assert said("agent") == said("nobody")


def test_an_unknown_login_costs_a_hash_as_a_known_one_does(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.accounts import passwords

    checked: list[str | None] = []
    real = passwords.matches

    def matches(kept: str | None, given: str) -> bool:
        checked.append(kept)
        return real(kept, given)

    monkeypatch.setattr(passwords, "matches", matches)
    enter(team.stranger(), "nobody", "wrong")
    enter(team.stranger(), "agent", "wrong")

    assert checked[0] is None
    assert checked[1]


def test_trying_many_logins_from_one_address_is_stopped(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.accounts.passwords.matches", lambda kept, given: False)
    visit = team.stranger()
    statuses = [enter(visit, f"somebody-{n}", "wrong").status_code for n in range(ADDRESS_LIMIT + 1)]

    assert statuses == [403] * ADDRESS_LIMIT + [429]
    assert enter(visit, "agent", PASSWORD).status_code == 429


def test_a_session_is_new_at_each_sign_in_and_the_one_before_is_of_no_use(team: Team) -> None:
    first = team.browser("agent")
    before = cookie(first)
    enter(Browser(first.client, csrf_of(first.client, "/sign-in")), "agent", PASSWORD)

    assert cookie(first) != before
    assert with_cookie(team, before) == 401


def test_a_cookie_that_an_attacker_has_planted_is_not_signed_in(team: Team) -> None:
    visit = team.stranger()
    visit.client.set_cookie("kotae", "planted")
    enter(visit, "agent", PASSWORD)

    assert cookie(visit) != "planted"
    assert with_cookie(team, "planted") == 401


def test_signing_out_ends_the_session_and_not_only_the_cookie(team: Team) -> None:
    agent = team.browser("agent")
    kept = cookie(agent)
    agent.client.post("/sign-out", data={"csrf": agent.csrf})

    assert with_cookie(team, kept) == 401


def test_only_the_hash_of_a_session_is_in_the_database(team: Team) -> None:
    kept = cookie(team.browser("agent"))
    data = b"".join(file.read_bytes() for file in team.kb.settings.data.glob("kotae.sqlite3*"))

    assert len(kept) >= 43
    assert kept.encode() not in data
    assert digest(kept).encode() in data


def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_http(team: Team) -> None:
    def header(scheme: str) -> str:
        client = team.app.test_client()
        base = f"{scheme}://localhost"
        page = client.get("/sign-in", base_url=base).text
        csrf = page.split('name="csrf" content="')[1].split('"')[0]
        data = {"csrf": csrf, "login": "agent", "password": PASSWORD}
        return client.post("/sign-in", data=data, base_url=base).headers["Set-Cookie"]

    assert all(word in header("http") for word in ("kotae=", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert all(word in header("https") for word in ("__Host-kotae=", "HttpOnly", "SameSite=Lax", "Secure"))


@pytest.mark.parametrize(("later", "status"), [(IDLE - timedelta(hours=1), 200), (IDLE + timedelta(minutes=1), 401)])
def test_a_browser_that_was_left_alone_is_signed_out(team: Team, later: timedelta, status: int) -> None:
    agent = team.browser("agent")
    session = team.kb.store.sessions.of(team.people["agent"].id, now=datetime.now(UTC))[0]
    left = session.expires_at - later
    team.kb.store.sessions.seen(session.id, now=session.created_at, expires_at=left)

    assert agent.client.get("/api/v1/me").status_code == status


def test_a_browser_is_signed_out_after_a_week_however_much_it_is_used(team: Team) -> None:
    from kb.accounts.browsers import Browsers

    browsers, start = Browsers(lambda: team.kb.store), datetime.now(UTC)
    name = browsers.start(team.people["agent"].id, now=start)
    hours = int(LONGEST.total_seconds()) // 3600

    assert all(browsers.find(name, now=start + timedelta(hours=hour)) for hour in range(0, hours, 6))
    assert browsers.find(name, now=start + LONGEST) is None


@pytest.mark.parametrize("change", [{"active": False}, {"password": "another hash"}])
def test_a_removed_person_and_a_new_password_end_every_session(team: Team, change: Changes) -> None:
    agent = team.browser("agent")
    team.kb.store.people.change(team.people["agent"].id, **change)

    assert agent.client.get("/api/v1/me").status_code == 401


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(team: Team) -> None:
    editor = team.browser("editor")
    headers = {"X-CSRF-Token": editor.csrf}
    assert editor.client.put(f"/api/v1/pins/{ZEBRA}", headers=headers).status_code == 200
    team.kb.store.people.change(team.people["editor"].id, role="reader")

    assert editor.client.delete(f"/api/v1/pins/{ZEBRA}", headers=headers).status_code == 403


def test_nobody_ends_or_revokes_what_is_anothers(team: Team) -> None:
    agent, admin = team.browser("agent"), team.browser("admin")
    header = team.token("admin", "read")
    now, store = datetime.now(UTC), team.kb.store
    session = store.sessions.of(team.people["admin"].id, now=now)[0].id
    token = store.tokens.of(team.people["admin"].id)[0].id
    agent.client.post(f"/me/sessions/{session}/end", data={"csrf": agent.csrf})
    refused = agent.client.post(f"/me/tokens/{token}/revoke", data={"csrf": agent.csrf})

    assert refused.status_code == 404
    assert admin.client.get("/api/v1/me").status_code == 200
    assert team.app.test_client().get("/api/v1/me", headers=header).status_code == 200


def test_a_snippet_of_anothers_is_neither_changed_nor_deleted(team: Team) -> None:
    body = {"title": "Mine", "lang": "en", "text": "Hello"}
    owner, thief = team.token("agent", "read", "write"), team.token("admin", "read", "write")
    client = team.app.test_client()
    number = client.post("/api/v1/me/snippets", json=body, headers=owner).get_json()["snippets"][0]["id"]
    client.delete(f"/api/v1/me/snippets/{number}", headers=thief)

    assert client.put(f"/api/v1/me/snippets/{number}", json=body, headers=thief).status_code == 404
    assert client.get("/api/v1/me", headers=owner).get_json()["snippets"][0]["text"] == "Hello"


@pytest.mark.parametrize("end", ["revoked", "expired", "person removed"])
def test_a_token_that_ended_is_of_no_use(team: Team, end: str) -> None:
    from kb.accounts import tokens

    now, person = datetime.now(UTC), team.people["agent"].id
    made = tokens.make(team.kb.store, person, "old", ["read"], 1, now=now - timedelta(days=2 if end == "expired" else 0))
    if end == "revoked":
        team.kb.store.tokens.revoke(person, made.token.id, now=now)
    if end == "person removed":
        team.kb.store.people.change(person, active=False)
    answer = team.app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {made.secret}"})

    assert (answer.status_code, answer.get_json()["code"]) == (401, "token-refused")


def test_a_token_is_shown_once_and_kept_as_a_hash(team: Team) -> None:
    agent = team.browser("agent")
    page = agent.client.post("/me/tokens", data={"csrf": agent.csrf, "name": "desk", "scope": ["read"], "days": "30"}).text
    secret = page.split('class="secret">')[1].split("<")[0]

    assert secret not in agent.client.get("/me").text
    data = b"".join(file.read_bytes() for file in team.kb.settings.data.glob("kotae.sqlite3*"))
    assert secret.encode() not in data


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "x" * 300])
def test_a_password_that_is_easily_guessed_or_endless_is_refused(team: Team, password: str) -> None:
    agent = team.browser("agent")
    data = {"csrf": agent.csrf, "present": PASSWORD, "new": password}

    assert agent.client.post("/me/password", data=data).status_code == 422


def test_a_password_is_not_changed_without_the_present_one(team: Team) -> None:
    agent = team.browser("agent")
    answer = agent.client.post("/me/password", data={"csrf": agent.csrf, "present": "wrong", "new": "eight green giraffes"})

    assert answer.status_code == 403
    assert enter(team.stranger(), "agent", PASSWORD).status_code == 303


def test_a_browser_left_open_does_not_let_the_password_be_guessed(team: Team) -> None:
    agent = team.browser("agent")
    data = {"csrf": agent.csrf, "new": "eight green giraffes"}
    guesses = [agent.client.post("/me/password", data={**data, "present": f"wrong {number}"}) for number in range(5)]

    answer = agent.client.post("/me/password", data={**data, "present": PASSWORD})

    assert [guess.status_code for guess in guesses] == [403] * 5
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Try again in 15 minutes" in answer.text
    assert enter(team.stranger(), "agent", PASSWORD).status_code == 429


def test_the_key_of_the_site_is_for_its_user_alone(team: Team) -> None:
    assert (team.kb.settings.data / "secret-key").stat().st_mode & 0o777 == 0o600


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie("kotae")
    assert found
    return found.value


def with_cookie(team: Team, name: str) -> int:
    client = team.app.test_client()
    client.set_cookie("kotae", name)
    return client.get("/api/v1/me").status_code
