"""A draft says the terms of the trade as the glossary does, or is left to people."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.content.glossary import COLUMNS, Glossary, read_glossary
from kb.content.problems import Problems
from kb.translate.checkpoint import Checkpoint
from kb.translate.masking import BRACKETS, mask
from kb.translate.memory import Memory
from kb.translate.providers import Patience, Provider
from kb.translate.segments import Piece, Unit
from kb.translate.translator import Translator

TERMS = (
    "order-number,yes,order number,ご注文番号,número de pedido,订单号,,注文番号,número del pedido,订单编号,,オーダー番号,número de orden,\n"
    "parcel,,parcel,お荷物,paquete,包裹,,,,,,,encomienda,\n"
)
GLOSSARY = Glossary(read_glossary(f"{','.join(COLUMNS)}\n{TERMS}", Problems("glossary.csv")))


class Says(Provider):
    """Answers what the table has for a text; `asked` are the texts in order."""

    name, limit, price, forms = "table", 5000, 0.0, (BRACKETS,)

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers, self.asked = answers, list[str]()

    def translate(self, text: str, source: str, target: str) -> str:
        self.asked.append(text)
        return self.answers.get(text, "Nada de eso.")


def said(text: str, answers: dict[str, str], folder: Path, lang: str = "es") -> tuple[str | None, list[str]]:
    service = Says(answers)
    kept = Checkpoint(folder, "table", "en", lang)
    translator = Translator(("en", lang), Memory(), {"Amazon": "Amazon"}, kept, service, Patience(1, 1, 0.01), GLOSSARY)
    return translator.unit("formal", Unit((Piece(text, True),))), service.asked


@pytest.mark.parametrize(
    ("text", "answers", "expected", "times"),
    [
        ("Your order number?", {"Your order number?": "¿Su número de pedido?"}, "¿Su número de pedido?", 1),
        ("Your order number?", {"Your order number?": "¿Su número del pedido?"}, "¿Su número del pedido?", 1),
        (
            "Send the order number.",
            {"Send the order number.": "Envíe el folio.", "Send the [X0X].": "Envíe el [X0X]."},
            "Envíe el número de pedido.",
            2,
        ),
        (
            "Order numbers are private.",
            {"Order numbers are private.": "Los folios son privados.", "[X0X] are private.": "[X0X] son privados."},
            "Número de pedido son privados.",
            2,
        ),
        (
            "Your parcel left.",
            {"Your parcel left.": "Su encomienda salió.", "Your [X0X] left.": "Su [X0X] salió."},
            "Su paquete salió.",
            2,
        ),
        ("It has left.", {"It has left.": "La encomienda salió."}, None, 1),
        (
            "Your order number?",
            {"Your order number?": "¿Su número de orden?", "Your [X0X]?": "¿Su número de orden, [X0X]?"},
            None,
            2,
        ),
    ],
    ids=[
        "said",
        "said otherwise",
        "put in",
        "with a capital",
        "not the forbidden one",
        "nothing to put in",
        "still forbidden",
    ],
)
def test_a_draft_has_the_words_of_the_glossary(
    text: str, answers: dict[str, str], expected: str | None, times: int, tmp_path: Path
) -> None:
    found, asked = said(text, answers, tmp_path)

    assert found == expected
    assert len(asked) == times


def test_a_term_alone_needs_no_machine_a_second_time(tmp_path: Path) -> None:
    assert said("Order number:", {"Order number:": "Folio:"}, tmp_path) == ("Número de pedido:", ["Order number:"])


def test_what_was_drafted_before_the_glossary_knew_better_is_asked_for_again(tmp_path: Path) -> None:
    Checkpoint(tmp_path, "table", "en", "ja").put("Your order number?", "オーダー番号は？")
    answers = {"Your order number?": "ご注文番号は？"}

    assert said("Your order number?", answers, tmp_path, "ja") == ("ご注文番号は？", ["Your order number?"])
    assert said("Your order number?", {}, tmp_path, "ja") == ("ご注文番号は？", [])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Amazonの注文", ("", "Amazon", "の注文")),
        ("在Amazon下单", ("在", "Amazon", "下单")),
        ("Amazonian", ("Amazonian",)),
    ],
)
def test_a_name_is_kept_where_the_next_word_begins_without_a_space(text: str, masked: tuple[str, ...]) -> None:
    assert mask(text, {"Amazon": "Amazon"}).parts == masked
