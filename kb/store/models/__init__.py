"""The tables, by what they are about."""

from kb.store.models.base import Base
from kb.store.models.cases import Case, CaseEvent, CaseReply
from kb.store.models.people import Person, Session, Token
from kb.store.models.things import Choice, Favourite, Ordering, Pin, Recent, Snippet
from kb.store.models.usage import Copy, Feedback, Search

__all__ = [
    "Base",
    "Case",
    "CaseEvent",
    "CaseReply",
    "Choice",
    "Copy",
    "Favourite",
    "Feedback",
    "Ordering",
    "Person",
    "Pin",
    "Recent",
    "Search",
    "Session",
    "Snippet",
    "Token",
]
