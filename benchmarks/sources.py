"""Texts in four languages from Debian's packages: manual pages, manuals, descriptions of packages, sayings, dictionaries."""

from __future__ import annotations

import gzip
import html
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "en": ("manpages", "manpages-dev", "man-db", "dpkg", "apt", "libreoffice-help-en-us", "dict-gcide", "dict-foldoc"),
    "es": (
        *("manpages-es", "manpages-es-dev", "man-db", "debian-reference-es", "aptitude-doc-es", "libreoffice-help-es"),
        *("debian-handbook", "fortunes-es", "dict-freedict-spa-deu", "dict-freedict-spa-eng"),
    ),
    "ja": (
        *("manpages-ja", "manpages-ja-dev", "man-db", "debian-reference-ja", "aptitude-doc-ja", "libreoffice-help-ja"),
        *("debian-handbook", "edict"),
    ),
    "zh": (
        *("manpages-zh", "man-db", "debian-reference-zh-cn", "maint-guide-zh-cn", "libreoffice-help-zh-cn"),
        *("debian-handbook", "linux-doc-6.1", "fortunes-zh"),
    ),
}
MAN = {"en": ".", "es": "es", "ja": "ja", "zh": "zh_CN"}
MANUALS = {
    "en": r"/help/en-US/text/|/html/en-US/",
    "es": r"/help/es/text/|/html/es/|/html/es-ES/|\.es\.html$",
    "ja": r"/help/ja/text/|/html/ja/|/html/ja-JP/|\.ja\.html$",
    "zh": r"/help/zh-CN/text/|/html/zh-CN/|/translations/zh_CN/|\.zh-cn\.html$",
}
"""Where the manuals in HTML stand."""

DICTIONARIES = {"en": ("gcide", "foldoc"), "es": ("freedict-spa-deu", "freedict-spa-eng"), "ja": (), "zh": ()}
SAYINGS = {"en": "en", "es": "es", "ja": "ja", "zh": "."}
DESCRIPTIONS = {"en": "en", "es": "es", "ja": "ja", "zh": "zh_CN"}
"""The languages as Debian's translated descriptions of packages name them."""

_ESCAPE = re.compile(r'\\(?:f(?:\[[^]]*\]|\(..|.)|s[-+]?\d+|\*?\((..)|\*?\[([^]]*)\]|[&/,%^|c:{}]|".*|([-e ~.\'\\`]))')
_SIGNS = {"aq": "'", "co": "(c)", "cq": "'", "dq": '"', "em": "-", "en": "-", "lq": '"', "oq": "'", "rq": '"', "rs": "\\"}
_SECTION, _BREAK = re.compile(r"\.(?:SH|SS|Sh|Ss)\b"), re.compile(r"\.(?:[PLT]?P|TP|IP|HP|sp|Pp|It|TQ|RS|RE)\b")
_TEXT = re.compile(r"\.(?:[BI]|BI|IB|BR|RB|IR|RI|SM|SB|Nm|Nd|Dv|Fn|Ar|Em|Li|Xr|Pa|Va|Vt|Cm|Fl|Op|Sy|Tn|Dq|Sq|Ql) ")
_SOUNDS = re.compile(r" /[^/\n]+/,?|<[^>\n]*>|\[1913 Webster\]|\x1b\[\d*m")
_DESCRIPTION = re.compile(r"Package: (\S+)\n.*?\nDescription-\w+: (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Paragraph:
    page: str
    heading: str
    text: str


Pages = Iterator[list[Paragraph]]
"""The paragraphs of one page after the other."""


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
        _download_descriptions(Path(name), langs)
        if not Path(name, "x").is_dir():
            raise SystemExit("no package could be unpacked; unpack Debian's manual pages yourself and name them by --corpus")
        yield Path(name, "x")


def _download_descriptions(folder: Path, langs: list[str]) -> None:
    """The translated descriptions of all packages, as apt keeps them, each language in a file below `i18n`."""
    lists, into = folder / "lists", folder / "x" / "i18n"
    (lists / "partial").mkdir(parents=True)
    into.mkdir(parents=True)
    wanted = ",".join(DESCRIPTIONS[lang] for lang in langs)
    options = [f"-oDir::State::lists={lists}", f"-oAcquire::Languages={wanted}"]
    try:
        subprocess.run(["apt-get", "-qq", "update", *options], check=True, capture_output=True)
        for lang in langs:
            for file in lists.glob(f"*_main_i18n_Translation-{DESCRIPTIONS[lang].replace('_', '%5f')}*"):
                text = subprocess.run(["/usr/lib/apt/apt-helper", "cat-file", file], check=True, capture_output=True).stdout
                with (into / DESCRIPTIONS[lang]).open("ab") as out:
                    out.write(text)
    except (OSError, subprocess.CalledProcessError) as error:
        detail = getattr(error, "stderr", None) or str(error).encode()
        print(f"missing: the descriptions of packages cannot be had ({detail.decode().strip()[:200]})")


def sources(folder: Path, lang: str) -> list[Pages]:
    """What there is in a language, by the kind of text."""
    return [
        _manual_pages([folder / "usr/share/man", Path("/usr/share/man")], lang),
        _manuals(folder, lang),
        _descriptions(folder / "i18n" / DESCRIPTIONS[lang]),
        _sayings(folder / "usr/share/games/fortunes" / SAYINGS[lang]),
        *(_dictionary(folder / "usr/share/dictd" / f"{name}.dict.dz") for name in DICTIONARIES[lang]),
        *([_edict(folder / "usr/share/edict/edict")] if lang == "ja" else []),
    ]


def _manual_pages(roots: list[Path], lang: str) -> Pages:
    for root in roots:
        for file in sorted((root / MAN[lang]).glob("man*/*.gz")):
            if file.is_file() and not file.is_symlink():
                page = re.sub(r"\.[0-9a-z]+\.gz$", "", file.name)
                data = gzip.decompress(file.read_bytes())
                yield [Paragraph(page, heading, text) for heading, text in plain(data.decode("utf-8", "replace"))]


def _manuals(folder: Path, lang: str) -> Pages:
    for file in sorted(file for file in folder.rglob("*.html") if re.search(MANUALS[lang], str(file))):
        if file.is_file() and not file.is_symlink():
            yield _manual(file)


def _descriptions(file: Path) -> Pages:
    if file.is_file():
        for block in file.read_text("utf-8", "replace").split("\n\n"):
            if match := _DESCRIPTION.match(block):
                heading, _, text = match[2].partition("\n")
                yield [
                    Paragraph(match[1], heading, " ".join(f"{match[1]}: {heading}. {text}".replace("\n .\n", " ").split()))
                ]


def _sayings(folder: Path) -> Pages:
    """Sayings and poems, each a paragraph of its file."""
    for file in sorted(folder.glob("*")):
        if file.suffix in ("", ".fortunes") and file.is_file() and not file.is_symlink():
            texts = _SOUNDS.sub("", file.read_text("utf-8", "replace")).split("\n%\n")
            yield [Paragraph(file.stem, "", " ".join(text.split())) for text in texts]


def _dictionary(file: Path) -> Pages:
    """The entries of a dictionary for dictd."""
    if file.is_file():
        text = _SOUNDS.sub("", gzip.decompress(file.read_bytes()).decode("utf-8", "replace"))
        for block in re.split(r"\n\s*\n", text):
            yield [Paragraph(file.name.split(".")[0], "", " ".join(block.split()))]


def _edict(file: Path) -> Pages:
    """The entries of the dictionary from Japanese to English."""
    if file.is_file():
        for line in file.read_text("euc-jp", "replace").splitlines():
            yield [Paragraph("edict", "", line)]


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
