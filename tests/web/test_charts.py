from __future__ import annotations

from datetime import date

import pytest

from kb.web.charts import Bar, Part, Step, bars, curves, split_bars, steps


def test_the_greatest_bar_takes_all_the_room_and_the_period_before_is_a_mark() -> None:
    assert bars([10, 5], [20, 0]) == (
        Bar((Part(0, 50, "all"),), before=100),
        Bar((Part(0, 25, "all"),), before=0),
    )


def test_a_split_bar_has_its_parts_one_after_the_other_and_no_empty_one() -> None:
    drawn = split_bars([(6, 3, 1), (5, 0, 0)], ("all", "late", "open"))

    assert drawn == (
        Bar((Part(0, 60, "all"), Part(60, 30, "late"), Part(90, 10, "open"))),
        Bar((Part(0, 50, "all"),)),
    )


def test_nothing_to_draw_is_drawn_as_nothing() -> None:
    assert (bars([]), split_bars([], ())) == ((), ())
    assert bars([0]) == (Bar((Part(0, 0, "all"),)),)


@pytest.mark.parametrize(
    ("since", "until", "step", "found"),
    [
        ("2026-11-29", "2026-12-02", "day", ["2026-11-29", "2026-11-30", "2026-12-01"]),
        ("2026-11-25", "2026-12-08", "week", ["2026-11-23", "2026-11-30", "2026-12-07"]),
        ("2026-11-25", "2027-02-01", "month", ["2026-11-01", "2026-12-01", "2027-01-01"]),
    ],
)
def test_steps_begin_where_the_store_begins_them(since: str, until: str, step: Step, found: list[str]) -> None:
    assert [str(start) for start in steps(date.fromisoformat(since), date.fromisoformat(until), step)] == found


def test_curves_share_a_scale_and_count_none_where_nothing_was() -> None:
    monday, tuesday, wednesday = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)

    drawn = curves([(monday, "a", 2), (tuesday, "b", 4), (wednesday, "a", 1)], monday, date(2026, 11, 26), "day")

    assert [(curve.key, curve.counts, curve.total) for curve in drawn.curves] == [("b", (0, 4, 0), 4), ("a", (2, 0, 1), 3)]
    assert drawn.top == 4
    assert [column.height for column in drawn.curves[1].columns] == [50, 25]
