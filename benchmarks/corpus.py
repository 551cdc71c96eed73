"""Documents in four languages to search in, cut from Debian's manual pages and, where they end, its other manuals.

Nothing is random but by a fixed seed: the same packages give the same documents.
"""

from __future__ import annotations

import gzip
import html
import random
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "en": ("manpages", "manpages-dev", "man-db", "dpkg", "apt", "libreoffice-help-en-us"),
    "es": ("manpages-es", "manpages-es-dev", "man-db", "debian-reference-es", "aptitude-doc-es", "libreoffice-help-es"),
    "ja": ("manpages-ja", "manpages-ja-dev", "man-db", "debian-reference-ja", "aptitude-doc-ja", "libreoffice-help-ja"),
    "zh": ("manpages-zh", "man-db", "debian-reference-zh-cn", "maint-guide-zh-cn", "libreoffice-help-zh-cn"),
}
MANUALS = {
    "en": r"/help/en-US/text/",
    "es": r"/help/es/text/|/html/es/|\.es\.html$",
    "ja": r"/help/ja/text/|/html/ja/|\.ja\.html$",
    "zh": r"/help/zh-CN/text/|\.zh-cn\.html$",
}
"""Where the manuals in HTML stand that go on where the manual pages end."""

MAN = {"en": ".", "es": "es", "ja": "ja", "zh": "zh_CN"}
SIZES = {"en": (60, 250), "es": (60, 250), "ja": (120, 500), "zh": (120, 500)}
"""Words of a document, and for languages without spaces its characters."""

_ESCAPE = re.compile(r'\\(?:f(?:\[[^]]*\]|\(..|.)|s[-+]?\d+|\*?\((..)|\*?\[([^]]*)\]|[&/,%^|c:{}]|".*|([-e ~.\'\\`]))')
_SIGNS = {"aq": "'", "co": "(c)", "cq": "'", "dq": '"', "em": "-", "en": "-", "lq": '"', "oq": "'", "rq": '"', "rs": "\\"}
_SECTION, _BREAK = re.compile(r"\.(?:SH|SS|Sh|Ss)\b"), re.compile(r"\.(?:[PLT]?P|TP|IP|HP|sp|Pp|It|TQ|RS|RE)\b")
_TEXT = re.compile(r"\.(?:[BI]|BI|IB|BR|RB|IR|RI|SM|SB|Nm|Nd|Dv|Fn|Ar|Em|Li|Xr|Pa|Va|Vt|Cm|Fl|Op|Sy|Tn|Dq|Sq|Ql) ")
_WORD = re.compile("[^\\W\\d_\u2e80-\U0003ffff]{4,}|[\u4e00-\u9fff]{2,4}|[\u30a1-\u30fc]{3,8}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")


@dataclass(frozen=True, slots=True)
class Passage:
    """What one document says."""

    title: str
    summary: str
    keywords: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    page: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a language; the last `overlapping` of them are windows over the text of the others."""

    passages: tuple[Passage, ...]
    overlapping: int


@contextmanager
def unpacked(folder: Path | None, langs: list[str]) -> Iterator[Path]:
    """The folder of unpacked packages: the one that is given, or a temporary one that they are downloaded to."""
    if folder:
        yield folder
        return
    with tempfile.TemporaryDirectory() as name:
        for package in dict.fromkeys(package for lang in langs for package in PACKAGES[lang]):
            try:
                subprocess.run(["apt-get", "-qq", "download", package], cwd=name, check=True, capture_output=True)
                for file in Path(name).glob("*.deb"):
                    subprocess.run(["dpkg", "-x", str(file), f"{name}/x"], check=True)
                    file.unlink()
            except (OSError, subprocess.CalledProcessError) as error:
                detail = getattr(error, "stderr", None) or str(error).encode()
                print(f"missing: the package {package} cannot be had ({detail.decode().strip()[:200]})")
        if not Path(name, "x").is_dir():
            raise SystemExit("no package could be unpacked; unpack Debian's manual pages yourself and name them by --corpus")
        yield Path(name, "x")


def corpus(folder: Path, lang: str, count: int) -> Corpus:
    """`count` documents of a language: paragraphs, then of other manuals, then overlapping windows over them."""
    chance, (least, most) = random.Random(lang), SIZES[lang]
    pieces: list[Paragraph] = []
    seen: set[str] = set()
    for paragraphs in _pages(folder, lang):
        for piece in _pieces(paragraphs, lang, least, most):
            if piece.text not in seen:
                seen.add(piece.text)
                pieces.append(piece)
    chance.shuffle(pieces)
    del pieces[count:]
    if not pieces:
        raise SystemExit(f"there is no text in {lang} below {folder}: it needs {', '.join(PACKAGES[lang])}")
    whole = len(pieces)
    pages: dict[str, list[str]] = {}
    for piece in pieces:
        pages.setdefault(piece.page, []).extend(_units(piece.text, lang))
    long = [page for page, units in sorted(pages.items()) if len(units) > 2 * least]
    shares = [len(pages[page]) for page in long]
    while len(pieces) < count:
        page = chance.choices(long, shares)[0]
        size, units = chance.randint(least, most), pages[page]
        start = chance.randrange(max(1, len(units) - size))
        text = _joined(units[start : start + size], lang)
        if text not in seen:
            seen.add(text)
            pieces.append(Paragraph(page, "", text))
    found = [set(_WORD.findall(piece.text.lower())) for piece in pieces]
    common = Counter(word for words in found for word in words)
    passages = tuple(
        _passage(p, sorted(w, key=lambda x: (common[x], x))[:5], lang) for p, w in zip(pieces, found, strict=True)
    )
    return Corpus(passages, count - whole)


def _passage(piece: Paragraph, keywords: list[str], lang: str) -> Passage:
    summary, _, body = "\n".join(_SENTENCE.split(piece.text, maxsplit=1)).partition("\n")
    limit = 200 if lang in ("en", "es") else 100
    if len(summary) > limit:
        summary, body = summary[:limit], summary[limit:] + " " + body
    heading = piece.heading or _joined(_units(summary, lang)[: 5 if lang in ("en", "es") else 12], lang)
    return Passage(f"{piece.page} {heading}"[:120], summary, tuple(keywords), body)


def _pieces(paragraphs: list[Paragraph], lang: str, least: int, most: int) -> Iterator[Paragraph]:
    """Paragraphs joined until they are long enough, and cut where they are too long."""
    units: list[str] = []
    heading = ""
    for paragraph in paragraphs:
        heading = heading if units else paragraph.heading
        units += _units(paragraph.text, lang)
        while len(units) >= least:
            yield Paragraph(paragraph.page, heading, _joined(units[:most], lang))
            units = units[most:]
            heading = paragraph.heading


def _units(text: str, lang: str) -> list[str]:
    return text.split() if lang in ("en", "es") else list(text)


def _joined(units: list[str], lang: str) -> str:
    return (" " if lang in ("en", "es") else "").join(units)


def _pages(folder: Path, lang: str) -> Iterator[list[Paragraph]]:
    roots = [folder / "usr/share/man" / MAN[lang], Path("/usr/share/man", MAN[lang])]
    files = [file for root in roots[:1] for file in sorted(root.glob("man*/*.gz"))]
    files += sorted(file for file in folder.rglob("*.html") if re.search(MANUALS[lang], str(file)))
    files += sorted(roots[1].glob("man*/*.gz"))
    for file in files:
        if file.is_symlink() or not file.is_file():
            continue
        if file.suffix == ".html":
            yield _manual(file)
        else:
            page = re.sub(r"\.[0-9a-z]+\.gz$", "", file.name)
            data = gzip.decompress(file.read_bytes())
            yield [Paragraph(page, heading, text) for heading, text in plain(data.decode("utf-8", "replace"))]


def _manual(file: Path) -> list[Paragraph]:
    found = []
    heading = ""
    text = re.sub(r"(?is)<(script|style|head|nav)\b.*?</\1>|<!--.*?-->", "", file.read_text("utf-8", "replace"))
    for block in re.split(r"(?i)(?=<h[1-6]\b)|</?(?:p|div|li|td|tr|dt|dd|pre|table|ul|ol|h[1-6])\b[^>]*>", text):
        line = " ".join(html.unescape(re.sub(r"<[^>]*>", "", block)).split())
        heading = line or heading if len(line) < 60 else heading
        if line:
            found.append(Paragraph(file.name.split(".")[0], heading, line))
    return found


def plain(roff: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of a manual page, each with the heading that it stands under, without markup."""
    heading, lines = "", list[str]()
    for line in [*roff.splitlines(), ".PP"]:
        if line.startswith((".", "'")):
            text = _unescaped(line.partition(" ")[2].replace('"', "")) if _TEXT.match(line) or _SECTION.match(line) else ""
        else:
            text = _unescaped(line)
        if _SECTION.match(line) or _BREAK.match(line) or not line.strip():
            if lines:
                yield heading, " ".join(lines)
                lines = []
            if _SECTION.match(line):
                heading, text = text.capitalize(), ""
        if text:
            lines.append(text)


def _unescaped(text: str) -> str:
    return " ".join(_ESCAPE.sub(lambda m: _SIGNS.get(m[1] or m[2] or "", "") + (m[3] or ""), text).split())
