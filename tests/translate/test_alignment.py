"""What is kept of a translation when its source goes on, and what is to be translated."""

from __future__ import annotations

import pytest

from kb.errors import ContentError
from kb.translate.alignment import continued
from kb.translate.segments import Text, Unit, read_text

OLD = ("One.", "Two.", "Three.")
MINE = ("Uno.", "Dos.", "Tres.")


def text(paragraphs: tuple[str, ...], title: str = "T") -> Text:
    matter = f"---\ntitle: {title}\nsummary: S\n---\n## formal\n\n"
    return read_text(matter + "\n\n".join(paragraphs) + "\n", "en/templates/a/b.md")


def laid_out(old: tuple[str, ...], new: tuple[str, ...], mine: tuple[str, ...]) -> tuple[list[str], bool]:
    """The paragraphs, those that are to be translated in brackets, and whether wording goes."""
    layout = continued(text(old), text(new), text(mine))
    paragraphs = layout.body[1:]
    return [
        "\n".join(f"[{slot.text}]" if isinstance(slot, Unit) and slot.is_said else str(slot) for slot in each.slots)
        for each in paragraphs
    ], layout.loses


@pytest.mark.parametrize(
    ("new", "mine", "expected", "loses"),
    [
        (OLD, MINE, ["Uno.", "Dos.", "Tres."], False),
        (("One.", "2.", "Three."), MINE, ["Uno.", "[2.]", "Tres."], True),
        (("One.", "Two, then.", "Three."), MINE, ["Uno.", "[Two, then.]", "Tres."], True),
        (("One.", "New.", "Two.", "Three."), MINE, ["Uno.", "[New.]", "Dos.", "Tres."], False),
        (("One.", "Three."), MINE, ["Uno.", "Tres."], True),
        (("Two.", "Three.", "One."), MINE, ["Dos.", "Tres.", "Uno."], False),
        (("One.", "**Two**.", "Three."), MINE, ["Uno.", "[**Two**.]", "Tres."], True),
        (("One.", " Two. ", "Three."), MINE, ["Uno.", "Dos.", "Tres."], False),
        (OLD, ("Uno.", "TODO(es) Two.", "Tres."), ["Uno.", "[Two.]", "Tres."], False),
        (OLD, ("Uno.", "TODO(es) Dos, mejor.", "Tres."), ["Uno.", "TODO(es) Dos, mejor.", "Tres."], False),
        (("One.", "2 now.", "Three."), ("Uno.", "TODO(es) Two.", "Tres."), ["Uno.", "[2 now.]", "Tres."], False),
        (("One.", "2 now.", "Three."), ("Uno.", "TODO(es) Dos.", "Tres."), ["Uno.", "[2 now.]", "Tres."], True),
    ],
)
def test_what_did_not_change_is_kept_and_what_changed_is_opened(
    new: tuple[str, ...], mine: tuple[str, ...], expected: list[str], loses: bool
) -> None:
    assert laid_out(OLD, new, mine) == (expected, loses)


def test_lines_of_a_paragraph_are_kept_one_by_one() -> None:
    assert laid_out(("One,\ntwo.",), ("One,\n2 and more.",), ("Uno,\ndos.",)) == (["Uno,\n[2 and more.]"], True)
    assert laid_out(("One,\ntwo.",), ("One,\n2 and more.",), ("Uno y dos.",)) == (["[One,]\n[2 and more.]"], True)
    assert laid_out(("One,\ntwo.",), ("One,\ntwo.",), ("Uno y dos.",)) == (["Uno y dos."], False)


def test_a_title_that_changed_is_opened_alone() -> None:
    layout = continued(text(OLD), text(OLD, "New title"), text(MINE, "Título"))
    assert [unit.text for _, unit in layout.open] == ["New title"]
    assert layout.loses


def test_a_translation_of_other_paragraphs_cannot_be_carried_over() -> None:
    with pytest.raises(ContentError, match="not those of its source, one for one"):
        laid_out(OLD, OLD, ("Uno. Dos.", "Tres."))
