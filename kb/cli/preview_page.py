"""A preview as one page that needs nothing else, and as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from kb.content.library import Library
from kb.content.model import Article, Document, Template
from kb.reply.findings import Finding
from kb.reply.guard import guard_of
from kb.reply.samples import EXAMPLE, Sample, samples

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
:lang(ja) { font-family: "Hiragino Sans", "Yu Gothic UI", "Meiryo", "Noto Sans CJK JP", sans-serif; }
:lang(zh) { font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
section { border-top: 2px solid; margin-top: 2.5rem; }
code, .about { opacity: .8; font-size: .85rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem; }
.sheet { border: 1px solid; border-radius: 8px; padding: .8rem 1.1rem; overflow-wrap: anywhere; }
.subject { font-weight: 600; border-bottom: 1px solid; padding-bottom: .4rem; }
.block { color: #b3261e; } .warn { color: #8a5a00; }
@media (prefers-color-scheme: dark) { .block { color: #ff9d95; } .warn { color: #f2c66d; } }
"""
_NAMES = {EXAMPLE: "example values", "longest": "longest values"}


def as_page(library: Library, documents: Sequence[Document]) -> str:
    """The documents as one HTML page."""
    guard = guard_of(library)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Preview of {len(documents)} documents</title><style>{_STYLE}</style></head>\n<body>",
        f"<h1>Preview of {len(documents)} documents</h1>",
    ]
    if len(documents) > 1:
        links = (f'<li><a href="#{_anchor(d)}" lang="{d.lang}">{escape(d.title)}</a> ({d.lang})</li>' for d in documents)
        parts.append(f"<ol>{''.join(links)}</ol>")
    for document in documents:
        parts.append(f'<section id="{_anchor(document)}"><h2 lang="{document.lang}">{escape(document.title)}</h2>')
        parts.append(f'<p class="about"><code>{escape(document.file.path)}</code> · {document.freshness}</p>')
        parts.append(f'<p lang="{document.lang}">{escape(document.summary)}</p>')
        if isinstance(document, Article):
            parts.append(f'<div class="sheet" lang="{document.lang}">{document.html}</div>')
        elif isinstance(document, Template):
            parts.extend(_tones(library, list(samples(document, library.vocabulary, guard))))
        parts.append("</section>")
    return "\n".join([*parts, "</body></html>\n"])


def _tones(library: Library, found: Sequence[Sample]) -> Iterator[str]:
    for tone, locale in dict.fromkeys((sample.tone, sample.locale) for sample in found):
        yield f"<h3>{tone} · {locale}</h3><div class='pair'>"
        for sample in found:
            if (sample.tone, sample.locale) == (tone, locale):
                yield f'<div><h4>{_heading(sample)}</h4><div class="sheet" lang="{locale}">{_sheet(sample)}</div>'
                yield "".join(f'<p class="{severity}">{escape(said)}</p>' for severity, said in _said(library, sample))
                yield "</div>"
        yield "</div>"


def _sheet(sample: Sample) -> str:
    if sample.reply is None:
        return ""
    subject = f'<p class="subject">{sample.reply.subject_html}</p>' if sample.reply.subject else ""
    return subject + sample.reply.html


def as_plain_text(library: Library, documents: Sequence[Document]) -> str:
    """The documents as text, a line of signs between them."""
    guard = guard_of(library)
    parts = []
    for document in documents:
        parts.append(f"{'=' * 72}\n{document.file.path} ({document.freshness})\n{document.title}\n{document.summary}\n")
        if isinstance(document, Article):
            parts.append(f"{document.text}\n")
        elif isinstance(document, Template):
            for sample in samples(document, library.vocabulary, guard):
                parts.append(f"{'-' * 72}\n[{sample.tone} · {sample.locale} · {_heading(sample)}]\n")
                if sample.reply:
                    subject = f"Subject: {sample.reply.subject}\n\n" if sample.reply.subject else ""
                    parts.append(f"{subject}{sample.reply.text}\n")
                parts.extend(f"! {severity}: {said}\n" for severity, said in _said(library, sample))
    return "\n".join(parts)


def _heading(sample: Sample) -> str:
    length = f", {sample.reply.length.count} {sample.reply.length.unit}" if sample.reply else ""
    return f"{_NAMES[sample.values]}, for {', '.join(filter(None, sample.channels)) or 'any channel'}{length}"


def _said(library: Library, sample: Sample) -> list[tuple[str, str]]:
    """What the guard says of a sample, by severity."""
    if sample.reply is None:
        return [("block", f"cannot be rendered: {sample.trouble}")]
    return [(finding.severity, f"{finding.rule}: {_message(library, finding)}") for finding in sample.reply.findings]


def _message(library: Library, finding: Finding) -> str:
    says = library.vocabulary.policies[finding.rule].says
    return says.get(finding.part, says[""])["en"].format_map(finding.params)


def _anchor(document: Document) -> str:
    return f"{document.lang}-{document.id.replace('/', '-')}"
