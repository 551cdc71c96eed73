"""A template that compares what cannot be compared is refused when it is read, not when a customer waits."""

from __future__ import annotations

import pytest

from kb.content.comparisons import incomparable
from kb.content.library import Library
from kb.liquid import comparisons_of


def told(source: str, library: Library) -> list[str]:
    variables = library.vocabulary.variables
    return [message for found in comparisons_of(source) if (message := incomparable(found, variables))]


@pytest.mark.parametrize(
    "source",
    [
        '{% if return.cost_bearer == "buyer" %}x{% endif %}',
        '{% if channel != "email" and market == "JP" %}x{% endif %}',
        '{% if product.name contains "lamp" %}x{% endif %}',
        '{% if evidence.list contains "photo" %}x{% endif %}',
        "{% if refund.days > 5 %}x{% elsif refund.days == 1.5 %}y{% endif %}",
        "{% if evidence.list.size >= 2 %}x{% endif %}",
        '{% if evidence.list.first == "photo" %}x{% endif %}',
        '{% case return.cost_bearer %}{% when "buyer", "seller" %}x{% endcase %}',
        "{% if order.total == nil %}x{% endif %}{% if order.total %}x{% endif %}",
        '{% assign a = order.number %}{% if a == "x" %}x{% endif %}',
        '{% for item in evidence.list %}{% if item == "photo" %}x{% endif %}{% endfor %}',
        "{% unless order.total %}x{% endunless %}",
    ],
)
def test_what_can_be_compared_is_taken(source: str, library: Library) -> None:
    assert told(source, library) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% if order.total > 5 %}x{% endif %}", '"order.total" is a money and cannot be compared by ">"'),
        ("{% if 5 > order.total %}x{% endif %}", '"order.total" is a money and cannot be compared by ">"'),
        ("{% if order.total == 5 %}x{% endif %}", '"order.total" is a money'),
        ("{% if discount.percent > 5 %}x{% endif %}", '"discount.percent" is a percent'),
        ('{% if order.date < "2026-01-01" %}x{% endif %}', '"order.date" is a date'),
        ('{% if customer.name == "Mei" %}x{% endif %}', '"customer.name" is a person'),
        ('{% if product.name < "m" %}x{% endif %}', '"product.name" is a text and cannot be compared by "<"'),
        ('{% if refund.days > "5" %}x{% endif %}', "here it stands between a number and a text in quotes"),
        ("{% if refund.days == product.name %}x{% endif %}", "here it stands between a number and a text in quotes"),
        ("{% if product.name == 5 %}x{% endif %}", "here it stands between a text in quotes and a number"),
        ("{% if product.name == true %}x{% endif %}", "something"),
        (
            '{% if refund.days contains "5" %}x{% endif %}',
            '"contains" looks into a text or a list; "refund.days" is a number',
        ),
        ("{% assign a = refund.days %}{% if a > 5 %}x{% endif %}", '"a" is a name of this text'),
        ("{% case order.total %}{% when 5 %}x{% endcase %}", '"order.total" is a money'),
        ("{% if a %}{% elsif order.total > 5 %}x{% endif %}", '"order.total" is a money'),
        ("{% unless order.total > 5 %}x{% endunless %}", '"order.total" is a money'),
    ],
)
def test_what_cannot_is_refused_with_what_to_write_instead(source: str, said: str, library: Library) -> None:
    messages = told(source, library)

    assert len(messages) == 1
    assert said in messages[0] or said == "something"
