"""The beginning of a new file: the right front matter, and what is to be written where."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.content import frontmatter
from kb.content.model import Document
from kb.content.problems import Problems
from kb.content.taxonomy import Taxonomy
from kb.errors import ContentError, did_you_mean

_ID = re.compile(r"(?:templates/[a-z0-9-]+|articles)/[a-z0-9]+(?:-[a-z0-9]+)*")


def source_skeleton(id: str, intent: str, issues: Sequence[str], taxonomy: Taxonomy) -> str:
    """A new document's source. Raises ContentError when the id or a facet cannot be used."""
    if not _ID.fullmatch(id):
        raise ContentError(f'"{id}" is no id; write templates/<group>/<name> or articles/<name>')
    for value, known, kind in ((intent, taxonomy.intents, "intent"), *((i, taxonomy.issues, "issue") for i in issues)):
        if value not in known:
            raise ContentError(f'"{value}" is not a known {kind}{did_you_mean(value, known)}')
    named = ", ".join(issues or [next(iter(taxonomy.issues))])
    facets = f"intent: {intent}\nissues: [{named}]\n"
    if id.startswith("articles/"):
        return f"---\ntitle: TODO\nsummary: TODO\nkeywords: [TODO]\n{facets}---\n## TODO\n\nTODO\n"
    return (
        f"---\ntitle: TODO\nsummary: TODO\nkeywords: [TODO]\n{facets}channels: [marketplace-message, email]\n"
        "subject: TODO\n---\n## formal\n\nTODO\n\n## friendly\n\nTODO\n"
    )


def regional_skeleton(base: Document, text: str) -> str:
    """A locale's own text that holds that of its language, to be written over; title and summary stay that one's."""
    return _skeleton(base, text, ("subject:",))


def translation_skeleton(source: Document, text: str) -> str:
    """A translation that holds the source's text, to be written over: the same sections and paragraphs, no facets."""
    return _skeleton(source, text, TEXT_KEYS)


def _skeleton(source: Document, text: str, keys: tuple[str, ...]) -> str:
    split = frontmatter.split(text, Problems(source.file.path))
    if split is None:
        raise ContentError(f"{source.file.path} cannot be read; mend it first (kb check)")
    kept: list[str] = []
    keeping = False
    for line in split.matter.split("\n"):
        keeping = line.startswith(keys) or (keeping and line[:1] in (" ", "\t"))
        if keeping:
            kept.append(line)
    return "\n".join(["---", *kept, "keywords: []", "---", split.body])


TEXT_KEYS = ("title:", "summary:", "subject:")

TO_DO = re.compile(r"TODO\((?:[a-z]{2})\)\s*")
"""What stands before a text that nobody has translated yet; a file with one is not served."""


def to_do(text: str, lang: str) -> str:
    """A text that is still to be translated, marked as such."""
    return f"TODO({lang}) {text}"
