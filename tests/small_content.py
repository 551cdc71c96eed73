"""Content that tests write themselves: single templates, and folders of a few files over the real vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from kb.content.library import load_library
from kb.content.model import Facets, File, Template, Variant
from kb.content.outline import Outline, compile_outline
from kb.content.parse import Vocabulary
from tests.conftest import CONTENT

VOCABULARY_FILES = ("taxonomy.yml", "channels.yml", "variables.yml", "guard/rules.yml", "cases.yml")
ID = "templates/apology/late-delivery"
FACETS = "intent: apology\nissues: [late-delivery]\nchannels: [email, social-dm]\n"
EVERYWHERE = ("marketplace-message", "email", "live-chat", "social-public", "social-dm", "review-reply")


@cache
def real_vocabulary() -> Vocabulary:
    return load_library(CONTENT).vocabulary


def outline_of(source: str) -> Outline:
    """The outline of a text that must be free of mistakes."""
    found: list[tuple[int, str, str]] = []
    compiled = compile_outline(source, lambda *problem: found.append(problem))
    assert compiled is not None and not found, found
    return compiled[0]


def template_of(
    source: str | Mapping[str, str],
    lang: str = "en",
    *,
    channels: Sequence[str] = EVERYWHERE,
    platforms: Sequence[str] = (),
    not_on: Sequence[str] = (),
    subject: str = "",
) -> Template:
    """A template with these texts by tone; a text alone is the formal one."""
    tones = {"formal": source} if isinstance(source, str) else source
    return Template(
        id=ID,
        lang=lang,
        title="Late",
        summary="For a late parcel.",
        keywords=(),
        facets=Facets(
            intent="apology",
            issues=("late-delivery",),
            channels=tuple(channels),
            platforms=tuple(platforms),
            not_on=tuple(not_on),
        ),
        file=File(f"{lang}/{ID}.md", ""),
        digest="",
        freshness="source",
        variants=tuple(Variant(tone, "", outline_of(text)) for tone, text in tones.items()),
        subject=outline_of(subject) if subject else None,
    )


_ABOUT = {
    "ja": ("遅延", "荷物が遅れているとき。"),
    "es": ("Retraso", "Para un paquete que se retrasa."),
    "zh": ("延误", "包裹延误时用。"),
}


def source_file(body: str = "## formal\n\nHello.\n", facets: str = FACETS, title: str = "Late") -> str:
    """A file that says what its document is about."""
    return f"---\ntitle: {title}\nsummary: For a late parcel.\n{facets}---\n{body}"


def translation_file(body: str = "## formal\n\nこんにちは。\n", stamp: str = "", lang: str = "ja") -> str:
    """A file that leaves the facets to its source."""
    title, summary = _ABOUT[lang]
    return f"---\ntitle: {title}\nsummary: {summary}\n{stamp}---\n{body}"


def write_content(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A content folder with the real vocabulary and these files, by their path in it; texts are written as UTF-8."""
    for name in VOCABULARY_FILES:
        if name not in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((CONTENT / name).read_bytes())
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder
