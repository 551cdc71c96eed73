"""Whether a translation may stand in for its source: everything but the words is the same."""

from __future__ import annotations

import re
from collections import Counter

from kb.content import markdown
from kb.translate.masking import Masked
from kb.translate.punctuation import end_of

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LETTER = re.compile(r"[^\W\d_]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_SIGNS = "{}[]<>*`|\\｛｝"
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|\w+);", re.IGNORECASE)
_NOTICE = re.compile(
    r"mymemory|translated\.net|free translations|query length limit|invalid (?:source|target|language)|langpair|"
    r"too many requests|rate limit|quota|usage limit|<html|internal server error|bad gateway|api key",
    re.IGNORECASE,
)
_WORDS = {
    **dict.fromkeys(("one", "january"), "1"),
    **dict.fromkeys(("two", "february"), "2"),
    **dict.fromkeys(("three", "march"), "3"),
    **dict.fromkeys(("four", "april"), "4"),
    **dict.fromkeys(("five", "may"), "5"),
    **dict.fromkeys(("six", "june"), "6"),
    **dict.fromkeys(("seven", "july"), "7"),
    **dict.fromkeys(("eight", "august"), "8"),
    **dict.fromkeys(("nine", "september"), "9"),
    **dict.fromkeys(("ten", "october"), "10"),
    **dict.fromkeys(("eleven", "november"), "11"),
    **dict.fromkeys(("twelve", "december"), "12"),
}
"""English numbers and months that another language writes in digits."""


def has_words(masked: Masked) -> bool:
    """Whether there is anything to translate outside of what is masked."""
    return any(_LETTER.search(part) for part in masked.parts[::2])


def is_notice(answer: str, source: str) -> bool:
    """Whether a service says something of itself (a quota, an error) where a translation should be."""
    found = _NOTICE.search(answer)
    return bool(found) and not _NOTICE.search(source)


def why_not(source: Masked, translation: Masked, lang: str) -> str:
    """Why this is no translation of the source, or nothing."""
    words, said = source.words, translation.words
    if Counter(source.tokens) != Counter(translation.tokens):
        return "a token is not there once"
    if not _LETTER.search(said) or not len(words) / 12 <= len(said) <= 6 * len(words) + 40:
        return "the length"
    if is_notice(said, words):
        return "a notice of the service"
    if Counter(filter(_SIGNS.__contains__, words)) != Counter(filter(_SIGNS.__contains__, said)):
        return "signs of markup"
    if _ENTITY.search(said) and not _ENTITY.search(words):
        return "an HTML entity"
    if not same_numbers(words, said):
        return "the numbers"
    if not _in_script(words, said, lang):
        return "the script"
    if end_of(source.parts[-1]) != end_of(translation.parts[-1]):
        return "the end of the sentence"
    if shape(str(source)) != shape(str(translation)):
        return "the Markdown"
    return ""


def same_numbers(source: str, translation: str) -> bool:
    """Whether the numbers are the same; one that the source writes as a word may be in digits."""
    wanted, found = _numbers(source), _numbers(translation)
    spelled = Counter(_WORDS[word] for word in re.findall(r"[a-z]+", source.lower()) if word in _WORDS)
    return not wanted - found and not found - wanted - spelled


def _numbers(text: str) -> Counter[str]:
    return Counter("".join(str(int(c)) for c in number if c.isdecimal()) for number in _NUMBER.findall(text))


def shape(text: str) -> tuple[tuple[str, int], ...]:
    """The Markdown of a line, as the marks that it makes and how many; Liquid in it is one word."""
    plain = re.sub(r"\{\{.*?\}\}", "x", re.sub(r"\{%.*?%\}", "", text))
    page = markdown.render(plain)
    counted = Counter(re.findall(r"<(\w+)", page.html)) + Counter(f"to {link}" for link in page.links)
    return tuple(sorted(counted.items()))


def _in_script(source: str, said: str, lang: str) -> bool:
    """Whether this is in the language's script, and not the source given back."""
    if lang in ("ja", "zh"):
        if lang == "zh" and _KANA.search(said):
            return False
        return bool(_CJK.search(said)) or len(re.findall(r"[^\W\d_]+", source)) < 2
    if len(re.findall(r"[^\W\d_]+", source)) >= 3 and said.strip().casefold() == source.strip().casefold():
        return False
    return not _CJK.search(said)
