"""Times as people read them, in the language of the interface."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_location

from kb.languages import LANGUAGES, babel_locale
from kb.web.i18n import _, gettext, ui_lang

_PATTERNS = {"en": "MMM d, HH:mm", "ja": "M月d日 HH:mm", "es": "d MMM, HH:mm", "zh": "M月d日 HH:mm"}


def locale() -> Locale:
    """The CLDR data of the interface language."""
    return babel_locale(LANGUAGES[ui_lang()].locale)


def moment_words(moment: datetime, zone: str) -> str:
    """A moment in a zone: "Nov 22, 14:30", with its year where that is another one."""
    local = moment.astimezone(ZoneInfo(zone))
    shown = format_datetime(local, _PATTERNS[ui_lang()], locale=locale())
    same = local.year == datetime.now(ZoneInfo(zone)).year
    return shown if same else f"{shown} ({local.year})"


def day_words(day: date) -> str:
    """A day, with its year."""
    return format_date(day, "medium", locale=locale())


def zone_words(zone: str) -> str:
    """What people call a zone: the name of its city."""
    return get_timezone_location(zone, locale=locale(), return_city=True)


def until_words(moment: datetime, now: datetime) -> str:
    """How long it is until a moment, or since: "in 2 hours", "2 hours late"."""
    away = moment - now
    if away.total_seconds() >= 0:
        return format_timedelta(away, add_direction=True, locale=locale(), threshold=1.5)
    return gettext(_("%(time)s late"), time=format_timedelta(-away, locale=locale(), threshold=1.5))


def minutes_words(minutes: float) -> str:
    """A stretch of time, given in minutes."""
    return format_timedelta(round(minutes * 60), locale=locale(), threshold=1.5, format="short")
