"""What machines drop, double or write in another language's way at the end of a sentence, put right."""

from __future__ import annotations

import html
import re
import unicodedata

_ENDS = {".": ".。．", "?": "?？", "!": "!！", ":": ":：", ";": ";；", ",": ",，、", "…": "…"}
_CLASS = {sign: name for name, signs in _ENDS.items() for sign in signs}
_END = re.compile(r"([.。．?？!！:：;；,，、…]*)(\s*[\"'”’»)）」』]*)\s*$")
_WRITTEN = {
    "ja": {".": "。", "?": "？", "!": "！", ":": "：", ";": "；", ",": "、", "…": "…"},
    "zh": {".": "。", "?": "？", "!": "！", ":": "：", ";": "；", ",": "，", "…": "…"},
}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
_INVERTED = {"?": "¿", "!": "¡"}


def cleaned(answer: str, source: str) -> str:
    """An answer in one line, its entities read, without invisible signs."""
    if "&" not in source or ";" not in source:
        answer = html.unescape(answer)
    answer = _INVISIBLE.sub("", unicodedata.normalize("NFC", answer))
    answer = " ".join(answer.split())
    if not re.search(r"\s[,.;:!?]", source):
        answer = re.sub(r"\s+([,.;:!?])", r"\1", answer)
    return answer


def end_of(text: str) -> str:
    """How a text ends: one of . ? ! : ; , … or nothing, whatever its language."""
    match = _END.search(text)
    return _CLASS[match[1][-1]] if match and match[1] else ""


def with_end(text: str, source: str, lang: str) -> str:
    """The text with the end of its source, written as its language writes it; what it ended with before is gone."""
    match, wanted = _END.search(text), _END.search(source)
    assert match is not None and wanted is not None
    end = end_of(source)
    sign = _WRITTEN.get(lang, {}).get(end, end)
    said = text[: match.start()].rstrip()
    if lang == "es" and end in _INVERTED and _INVERTED[end] not in said:
        start = max((found.end() for found in re.finditer(r"[.!?…:;]\s+", said)), default=0)
        said = f"{said[:start]}{_INVERTED[end]}{said[start:]}"
    return f"{said}{sign}{match[2]}" if wanted[2].strip() else f"{said}{match[2]}{sign}"
