from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from kb.errors import NotFound
from kb.store import usage
from kb.store.cases import NewCase
from kb.store.opening import Store
from kb.store.people import Person
from kb.store.usage import Copy, Opinion, Search
from tests.store.conftest import NOW

A, B = "templates/apology/late-delivery", "templates/offer/refund"
COPY = Copy("k1", NOW, A, "v1", "ja", "ja-JP", "formal", "email", "own-shop", "JP", edited=True, query="遅れ", group="desk")


def test_a_copy_counts_once_however_often_it_is_sent(store: Store) -> None:
    assert [store.usage.copied(COPY), store.usage.copied(COPY), store.usage.copied(replace(COPY, key="k2"))] == [
        True,
        False,
        True,
    ]
    assert store.usage.popularity(NOW) == {A: 2}


def test_a_copy_that_is_sent_from_many_sides_at_once_counts_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda number: store.usage.copied(replace(COPY, key=f"k{number % 10}")), range(80)))

    assert (sum(new), store.usage.popularity(NOW)) == (10, {A: 10})


def test_a_copy_is_kept_though_its_person_and_its_case_were_deleted_meanwhile(store: Store, mei: Person) -> None:
    case = store.cases.open(NewCase("C-1", "email", NOW), person_id=mei.id, now=NOW)
    store.people.remove(mei.id)
    store.archive.delete("C-1")

    assert store.usage.copied(replace(COPY, person_id=mei.id, case_id=case.id))
    assert store.usage.popularity(NOW) == {A: 1}


def test_popularity_is_of_a_time_and_of_a_language(store: Store) -> None:
    for number, (document, lang, days) in enumerate([(A, "ja", 0), (A, "es", 0), (B, "ja", 0), (A, "ja", 40)]):
        store.usage.copied(replace(COPY, key=str(number), document=document, lang=lang, at=NOW - timedelta(days)))

    assert store.usage.popularity(NOW - timedelta(30)) == {A: 2, B: 1}
    assert store.usage.popularity(NOW - timedelta(30), lang="ja") == {A: 1, B: 1}
    assert store.usage.popularity(NOW - timedelta(90)) == {A: 3, B: 1}


def test_times_come_back_as_utc_whichever_zone_they_were_given_in(store: Store) -> None:
    tokyo = timezone(timedelta(hours=9))
    store.usage.said(Opinion("f", datetime(2026, 11, 22, 18, 30, 0, 123456, tokyo), A, "v", "ja", False))

    (found,) = store.usage.feedback()
    assert found.opinion.at == NOW.replace(microsecond=123456)
    assert found.opinion.at.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="no time zone"):
        store.usage.copied(replace(COPY, at=datetime(2026, 11, 22)))


def test_feedback_is_listed_until_somebody_attended_to_it(store: Store, mei: Person) -> None:
    for number, document in enumerate([A, B, A]):
        opinion = Opinion(
            f"f{number}", NOW + timedelta(minutes=number), document, "v", "ja", False, f"note {number}", mei.id
        )
        assert store.usage.said(opinion)
        assert not store.usage.said(opinion)
    newest, *_ = store.usage.feedback(A)
    assert [found.opinion.note for found in store.usage.feedback(A)] == ["note 2", "note 0"]

    done = store.usage.resolve(newest.id, person_id=mei.id, now=NOW)
    again = store.usage.resolve(newest.id, person_id=None, now=NOW + timedelta(1))

    assert done == again and (done.resolved_at, done.resolved_by) == (NOW, mei.id)
    assert [found.opinion.note for found in store.usage.feedback()] == ["note 1", "note 0"]
    assert len(store.usage.feedback(resolved=True)) == 3
    with pytest.raises(NotFound):
        store.usage.resolve(99, person_id=None, now=NOW)


def opinions(store: Store, *languages: str) -> None:
    """An opinion in each of these languages, a minute after the one before."""
    for number, lang in enumerate(languages):
        said = Opinion(f"f{number}", NOW + timedelta(minutes=number), A, "v1", lang, True, f"note {number}")
        assert store.usage.said(said)


def test_feedback_that_was_attended_to_can_be_opened_again(store: Store, mei: Person) -> None:
    opinions(store, "ja")
    (found,) = store.usage.feedback()
    store.usage.resolve(found.id, person_id=mei.id, now=NOW)

    assert store.usage.feedback() == ()
    assert store.usage.reopen(found.id) == store.usage.reopen(found.id) == found
    assert store.usage.feedback() == (found,)
    with pytest.raises(NotFound):
        store.usage.reopen(99)


def test_feedback_is_counted_and_read_in_parts(store: Store) -> None:
    opinions(store, "ja", "es", "ja", "ja")
    store.usage.resolve(store.usage.feedback(lang="ja")[0].id, person_id=None, now=NOW)

    def notes(**asked: Any) -> list[str]:
        return [found.opinion.note for found in store.usage.feedback(**asked)]

    assert store.usage.feedback_counts() == (3, 4)
    assert store.usage.feedback_counts(A, lang="ja") == (2, 3)
    assert store.usage.feedback_counts(B) == (0, 0)
    assert notes(lang="ja") == ["note 2", "note 0"]
    assert notes(resolved=True, limit=2, offset=1) == ["note 2", "note 1"]
    assert notes(resolved=True, limit=None) == ["note 3", "note 2", "note 1", "note 0"]


def test_opinions_of_the_same_moment_stand_on_one_page_each(store: Store) -> None:
    for number in range(6):
        store.usage.said(Opinion(f"f{number}", NOW, A, "v1", "ja", True))
    pages = [store.usage.feedback(limit=2, offset=offset) for offset in (0, 2, 4)]

    assert len({found.id for page in pages for found in page}) == 6


def test_what_is_older_is_forgotten_when_asked(store: Store) -> None:
    for number in range(4):
        store.usage.copied(replace(COPY, key=str(number), at=NOW - timedelta(number)))
        store.usage.searched(Search(str(number), NOW - timedelta(number), None, "en", "ja", 0))

    limit = NOW - timedelta(1)
    assert (store.usage.older(limit), store.usage.forget(limit), store.usage.older(limit)) == (4, 4, 0)
    assert store.usage.popularity(NOW - timedelta(99)) == {A: 2}


def test_what_is_older_is_forgotten_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "_BATCH", 2)
    for number in range(4):
        store.usage.copied(replace(COPY, key=str(number)))

    assert store.usage.forget(NOW + timedelta(1)) == 4
    assert store.usage.popularity(NOW - timedelta(99)) == {}
