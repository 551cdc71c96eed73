"""What there is to say: how many replies the library has for each problem at each stage of a case."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from kb.content.library import Library
from kb.content.model import Template


class Asked(NamedTuple):
    """Which replies are counted; what is empty narrows nothing."""

    channel: str = ""
    tone: str = ""
    lang: str = ""


def breadth(library: Library, asked: Asked) -> Counter[tuple[str, str]]:
    """For each issue and intent, how many templates there are: in the channel, in the tone, in the language."""
    found: Counter[tuple[str, str]] = Counter()
    for translations in library.documents.values():
        written = [d for d in translations.values() if isinstance(d, Template) and asked.lang in ("", d.lang)]
        if not any(asked.tone in ("", *template.tones) for template in written):
            continue
        facets = written[0].facets
        if asked.channel in ("", *facets.channels):
            found.update((issue, facets.intent) for issue in facets.issues)
    return found
