"""How long cases are kept: closed ones are anonymised after a while, and deleted after twice as long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.store.opening import Store


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge does, or would do: how many cases lose reference and notes, and how many go altogether."""

    anonymised: int
    deleted: int


def purge(store: Store, days: int, *, now: datetime, dry_run: bool = False) -> Purge:
    """Anonymise the cases that were closed `days` ago, and delete those that were closed twice as long ago."""
    anonymous_before, gone_before = now - timedelta(days=days), now - timedelta(days=2 * days)
    if dry_run:
        return Purge(*store.archive.closed(anonymous_before, gone_before))
    deleted = store.archive.delete_closed(gone_before)
    return Purge(store.archive.anonymise_closed(anonymous_before, now=now), deleted)
