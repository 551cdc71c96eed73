"""Paragraphs as text: plain, as a page shows it, and rich. Every word is escaped where HTML is made."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from kb.reply.paragraphs import Kind, Line, Paragraph, Piece


def plain_text(paragraphs: Sequence[Paragraph], lang: str) -> str:
    """The reply as a channel without formatting carries it: a line a line, an empty line between paragraphs."""
    return "\n\n".join("\n".join(line_text(line, lang) for line in paragraph.lines) for paragraph in paragraphs)


def line_text(line: Line, lang: str) -> str:
    """One line as plain text, with its bullet or number, a link as its words and its address."""
    parts = [item_mark(line.item, lang)]
    for piece, after in zip(line.pieces, [*line.pieces[1:], None], strict=True):
        parts.append(f"[{piece.text}]" if piece.kind is Kind.GAP else piece.text)
        if piece.address and (after is None or after.address != piece.address) and piece.address != piece.text:
            parts.append(f" ({piece.address})")
    return "".join(parts)


def item_mark(item: str, lang: str) -> str:
    """What stands before a list item in plain text."""
    if not item:
        return ""
    if item == "-":
        return "・" if lang == "ja" else "- "
    return f"{item} "


def shown_text(paragraph: Paragraph, lang: str, labels: str) -> str:
    """A paragraph as HTML whose text is, line for line, the plain text; values are marked, and gaps in their language."""
    return f"<p>{'<br>'.join(shown_line(line, lang, labels) for line in paragraph.lines)}</p>"


def shown_line(line: Line, lang: str, labels: str) -> str:
    """One line of it."""
    parts = [html.escape(item_mark(line.item, lang))]
    for piece, after in zip(line.pieces, [*line.pieces[1:], None], strict=True):
        text = html.escape(piece.text).replace("\n", "<br>")
        text = f"<strong>{text}</strong>" if piece.strong else text
        text = f"<em>{text}</em>" if piece.emphasis else text
        parts.append(_named(piece, text, labels))
        if piece.address and (after is None or after.address != piece.address) and piece.address != piece.text:
            parts.append(html.escape(f" ({piece.address})"))
    return "".join(parts)


def _named(piece: Piece, text: str, labels: str) -> str:
    if piece.kind is Kind.GAP:
        return f'<mark class="gap" lang="{labels}" data-name="{html.escape(piece.name)}">{text}</mark>'
    if piece.kind is Kind.VALUE:
        return f'<span class="value" data-name="{html.escape(piece.name)}">{text}</span>'
    return text


_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)


def rich_text(paragraphs: Sequence[Paragraph], *, labels: str = "") -> str:
    """The reply as HTML: everything escaped, lists as lists. With the language of `labels`, values and gaps are marked."""
    return "\n".join(_rich_paragraph(paragraph, labels) for paragraph in paragraphs)


def _rich_paragraph(paragraph: Paragraph, labels: str) -> str:
    parts: list[str] = []
    opened = ""
    for line in paragraph.lines:
        wanted = {"": "p", "-": "ul"}.get(line.item, "ol")
        content = "".join(_rich_piece(piece, labels) for piece in line.pieces)
        if wanted != opened:
            start = f' start="{line.item[:-1]}"' if wanted == "ol" and line.item != "1." else ""
            parts.append((f"</{opened}>" if opened else "") + f"<{wanted}{start}>")
        elif wanted == "p":
            parts.append("<br>")
        parts.append(content if wanted == "p" else f"<li>{content}</li>")
        opened = wanted
    return "".join(parts) + f"</{opened}>"


def _rich_piece(piece: Piece, labels: str) -> str:
    text = html.escape(piece.text).replace("\n", "<br>")
    address = piece.address or (piece.text if piece.kind is Kind.VALUE else "")
    if _SAFE_ADDRESS.fullmatch(address):
        text = f'<a href="{html.escape(address)}">{text}</a>'
    if piece.strong:
        text = f"<strong>{text}</strong>"
    if piece.emphasis:
        text = f"<em>{text}</em>"
    return _named(piece, text, labels) if labels else text
