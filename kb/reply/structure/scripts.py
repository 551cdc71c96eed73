"""Signs that one script has and another has not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kb.folding import simplified
from kb.reply.cues.expressions import Pattern


@cache
def simplified_only() -> Pattern:
    """The characters that stand in no Traditional text."""
    return _any_of(
        sign for sign in _HAN if _written(sign, "gb2312") and not _written(sign, "cp950") and sign not in "温烟灶窗着床灾碱"
    )


@cache
def not_japanese() -> Pattern:
    """The Simplified characters that Japanese does not have."""
    return _any_of(
        sign for sign in _HAN if _written(sign, "gb2312") and not _written(sign, "cp950") and not _written(sign, "cp932")
    )


@cache
def traditional() -> Pattern:
    """The characters that stand in no Simplified text."""
    signs = "".join(sign for sign in _HAN if _written(sign, "cp950") and not _written(sign, "gb2312"))
    return _any_of(sign for sign, simple in zip(signs, simplified(signs), strict=True) if sign != simple)


_HAN = tuple(map(chr, range(0x4E00, 0xA000)))


def _written(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


CHINESE = {"simplified": simplified_only, "traditional": traditional}


def _any_of(signs: Iterable[str]) -> Pattern:
    return re.compile(f"[{''.join(signs)}]+")
