from __future__ import annotations

import dataclasses

import pytest

from kb.content.library import Library
from kb.content.model import Template, Variant
from tests.small_content import outline_of, template_of


@pytest.mark.parametrize(
    ("id", "kind"), [("templates/apology/late-delivery", "template"), ("articles/reply-process", "article")]
)
def test_the_kind_of_a_document_is_in_its_id(id: str, kind: str, library: Library) -> None:
    assert library.get(id, "en").kind == kind


def test_tones_are_those_of_the_base_text_in_the_order_of_the_file() -> None:
    template = template_of({"firm": "No.", "formal": "Sorry."})
    with_alternate = dataclasses.replace(
        template, variants=(*template.variants, Variant("friendly", "es-MX", outline_of("Hola.")))
    )

    assert template.tones == ("firm", "formal")
    assert with_alternate.tones == ("firm", "formal")


def test_a_document_cannot_be_changed(library: Library) -> None:
    document = library.get("templates/apology/late-delivery", "en")

    assert isinstance(document, Template)
    with pytest.raises(dataclasses.FrozenInstanceError):
        document.title = "x"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        document.facets.intent = "offer"  # type: ignore[misc]
