"""Which values a template may compare: those that can be told apart by what is written beside them."""

from __future__ import annotations

from collections.abc import Mapping

from kb.content.variables import FACTS, Variable
from kb.liquid import Comparison, Operand

OPERATORS: Mapping[str, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys(("==", "!="), (("text", "text"), ("number", "number"))),
    **dict.fromkeys(("<", ">", "<=", ">="), (("number", "number"),)),
    "contains": (("text", "text"), ("list", "text")),
}
"""What each operator takes on its left and on its right. Any other pair fails when it is rendered, or never holds."""

_KINDS = {"text": "text", "choice": "text", "url": "text", "number": "number", "list": "list"}
_MEANT = {"number": "a number", "text": "a text in quotes"}


def incomparable(comparison: Comparison, vocabulary: Mapping[str, Variable]) -> str:
    """Why two things cannot be compared and what to write instead, or nothing."""
    left, right = _kind(comparison.left, vocabulary), _kind(comparison.right, vocabulary)
    accepted = OPERATORS[comparison.operator]
    if "" in (left, right) and comparison.operator in ("==", "!="):
        return ""  # a name that the text gave itself holds whatever was put into it; asking whether it is equal never fails
    if (left, right) in accepted:
        return ""
    for operand, kind in ((comparison.left, left), (comparison.right, right)):
        if operand.name and kind not in {side for pair in accepted for side in pair}:
            return _refused(operand.name, comparison.operator, vocabulary)
    sides = " or ".join(f"{_MEANT.get(one, 'a list')} and {_MEANT[other]}" for one, other in accepted)
    return f'"{comparison.operator}" compares {sides}; here it stands between {_shown(left)} and {_shown(right)}'


def _refused(name: str, operator: str, vocabulary: Mapping[str, Variable]) -> str:
    variable = vocabulary.get(name)
    what = f"is a {variable.type}" if variable else "is a name of this text"
    if operator == "contains":
        return f'"contains" looks into a text or a list; "{name}" {what}. Ask {{% if {name} %}} whether it is there'
    return (
        f'"{name}" {what} and cannot be compared by "{operator}"; compare a number of the vocabulary, '
        f"or ask {{% if {name} %}} whether it is there"
    )


def _shown(kind: str) -> str:
    return _MEANT.get(kind, f"a {kind}" if kind else "something of an unknown type")


def _kind(operand: Operand, vocabulary: Mapping[str, Variable]) -> str:
    """What an operand is: a kind of OPERATORS, the type of a variable that is of none, or "" where nobody knows."""
    if not operand.name:
        return operand.kind
    if operand.name in FACTS:
        return "text"
    stem, _, last = operand.name.rpartition(".")
    if operand.name not in vocabulary and stem in vocabulary and vocabulary[stem].type == "list":
        return "number" if last == "size" else "text"
    if operand.name not in vocabulary:
        return ""
    type = vocabulary[operand.name].type
    return _KINDS.get(type, type)
