from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.settings import Settings

DEFAULTS = Settings(content=Path("content"), data=Path("var"), host="127.0.0.1", port=8000, workers=1)


def test_an_empty_environment_gives_the_documented_defaults() -> None:
    assert Settings.from_env({}) == DEFAULTS == Settings()


def test_every_setting_is_read_from_its_variable() -> None:
    settings = Settings.from_env(
        {
            "KB_CONTENT": "texts",
            "KB_DATA": "data",
            "KB_DATABASE_URL": "postgresql://kotae:three@db.example/kotae",
            "KB_HOST": "0.0.0.0",
            "KB_PORT": "9000",
            "KB_WORKERS": "4",
            "KB_LOG": "text",
            "KB_METRICS_TOKEN": "four-four-four-four",
            "KB_RATE_LIMIT": "0",
            "KB_QUEUE": "5",
            "KB_CASE_RETENTION": "180",
            "KB_USAGE_RETENTION": "400",
            "KB_FORGE": " https://forge.example/edit/{path}?plain=1 ",
            "KB_LIBRETRANSLATE_URL": "https://translate.example",
            "KB_LIBRETRANSLATE_KEY": "one",
            "KB_MYMEMORY_EMAIL": "me@example.com",
            "KB_DEEPL_KEY": "two",
            "UNRELATED": "x",
        }
    )

    assert settings == Settings(
        content=Path("texts"),
        data=Path("data"),
        database_url="postgresql://kotae:three@db.example/kotae",
        host="0.0.0.0",
        port=9000,
        workers=4,
        log="text",
        metrics_token="four-four-four-four",
        rate_limit=0,
        queue=5,
        case_retention=180,
        usage_retention=400,
        forge="https://forge.example/edit/{path}?plain=1",
        libretranslate_url="https://translate.example",
        libretranslate_key="one",
        mymemory_email="me@example.com",
        deepl_key="two",
    )
    assert not [key for key in ("'one'", "'two'", "three", "four") if key in repr(settings)], "keys are not shown"


@pytest.mark.parametrize("name", ["KB_CASE_RETENTION", "KB_USAGE_RETENTION", "KB_RATE_LIMIT", "KB_PROXIES"])
def test_a_number_that_means_none_can_be_said(name: str) -> None:
    assert getattr(Settings.from_env({name: "0"}), name.removeprefix("KB_").lower()) == 0


def test_the_process_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_PORT", "8123")

    assert Settings.from_env().port == 8123


@pytest.mark.parametrize(
    "name", ["KB_CONTENT", "KB_DATA", "KB_DATABASE_URL", "KB_HOST", "KB_PORT", "KB_WORKERS", "KB_FORGE"]
)
def test_an_empty_variable_is_the_same_as_none(name: str) -> None:
    assert Settings.from_env({name: ""}) == DEFAULTS


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("KB_PORT", "1", 1),
        ("KB_PORT", "65535", 65535),
        ("KB_PORT", " 80 ", 80),
        ("KB_WORKERS", "1", 1),
        ("KB_WORKERS", "64", 64),
    ],
)
def test_a_number_within_its_bounds_is_taken(name: str, text: str, value: int) -> None:
    settings = Settings.from_env({name: text})

    assert value in (settings.port, settings.workers)


@pytest.mark.parametrize(
    ("name", "text", "bounds"),
    [
        ("KB_PORT", "0", "1 to 65535"),
        ("KB_PORT", "65536", "1 to 65535"),
        ("KB_PORT", "-1", "1 to 65535"),
        ("KB_PORT", "80.0", "1 to 65535"),
        ("KB_PORT", "http", "1 to 65535"),
        ("KB_PORT", "８０", "1 to 65535"),
        ("KB_PORT", "1_000", "1 to 65535"),
        ("KB_PORT", "²", "1 to 65535"),
        ("KB_WORKERS", "0", "1 to 64"),
        ("KB_WORKERS", "65", "1 to 64"),
        ("KB_WORKERS", "two", "1 to 64"),
    ],
)
def test_a_wrong_number_is_refused_with_its_name_its_value_and_what_is_accepted(name: str, text: str, bounds: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_env({name: text})

    assert name in str(error.value)
    assert f'"{text}"' in str(error.value)
    assert bounds in str(error.value)


@pytest.mark.parametrize(
    "text", ["forge.example/{path}", "https://forge.example/", "javascript:{path}", "https://{path}/{path}"]
)
def test_a_forge_without_a_place_for_the_file_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r'KB_FORGE is ".*"; give an address .*\{path\}'):
        Settings.from_env({"KB_FORGE": text})


def test_the_database_is_a_file_in_the_data_folder_unless_another_is_named(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).database == f"sqlite:///{tmp_path}/kotae.sqlite3"
    assert Settings.from_env({"KB_DATABASE_URL": " sqlite:///a.db "}).database == "sqlite:///a.db"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mysql://me:secret@db/kotae", 'begins with "mysql://"'),
        ("kotae.sqlite3", "has no ://"),
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///a.db?mode=ro", "names no file"),
        ("postgresql://db.example", "names no database"),
        ("postgresql://me:secret@db.example/?sslmode=require", "names no database"),
    ],
)
def test_an_address_that_is_no_database_is_refused_without_showing_its_password(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_env({"KB_DATABASE_URL": text})

    assert "KB_DATABASE_URL" in str(error.value) and said in str(error.value) and "give " in str(error.value)
    assert "secret" not in str(error.value)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        DEFAULTS.port = 1  # type: ignore[misc]


def test_what_a_sync_does_with_errors_is_one_of_two_things() -> None:
    assert Settings.from_env({"KB_SYNC": " serve-good "}).sync == "serve-good"
    with pytest.raises(SettingsError, match='KB_SYNC is "some"; give one of: refuse, serve-good'):
        Settings.from_env({"KB_SYNC": "some"})


def test_a_short_secret_of_the_webhook_is_refused_and_not_shown() -> None:
    with pytest.raises(SettingsError, match="KB_HOOK_SECRET has 7 characters; give at least 16") as error:
        Settings.from_env({"KB_HOOK_SECRET": "swordfi"})

    assert "swordfi" not in str(error.value)
    assert "0123456789abcdef" not in repr(Settings.from_env({"KB_HOOK_SECRET": "0123456789abcdef"}))


@pytest.mark.parametrize(("name", "meant"), [("KB_WORKER", "KB_WORKERS"), ("KB_RECORDNG", "KB_RECORDING")])
def test_a_name_that_is_nearly_a_settings_is_told(name: str, meant: str, caplog: pytest.LogCaptureFixture) -> None:
    assert Settings.from_env({name: "4", "KB_OF_SOMETHING_ELSE": "1", "KB_SOAK": "1"}) == DEFAULTS
    assert [record.getMessage() for record in caplog.records] == [
        f"{name} is no setting and does nothing; did you mean {meant}?"
    ]
