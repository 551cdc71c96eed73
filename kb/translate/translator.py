"""One sentence after the other into another language: what people said, what a machine said before, what it says now.

An answer is taken only when it is verified. One that is not is asked for again with tokens in another form, then in the
fragments between the tokens; one that does not say a term as the glossary does, with the glossary's word put in.
A sentence that still fails is left to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.content.glossary import Glossary, Term
from kb.errors import ProviderUnavailable
from kb.translate.checkpoint import Checkpoint
from kb.translate.masking import BRACKETS, Form, Masked, mask
from kb.translate.memory import Memory, respoken, spoken
from kb.translate.providers import Busy, Patience, Provider, Unanswered
from kb.translate.punctuation import cleaned, with_end
from kb.translate.segments import Unit
from kb.translate.verify import has_words, why_not

MAX_FAILURES = 3
"""After so many sentences in a row without an answer the service is taken to be away."""

_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+")
_WORD = re.compile(r"[\w' -]+")


class _NoAnswer(Exception):
    """The service did not answer for this sentence."""


@dataclass(slots=True)
class Counts:
    """How many sentences came from where."""

    reused: int = 0
    drafted: int = 0


class Translator:
    """Translates from one language into another; without a provider only what people have said before."""

    def __init__(
        self,
        langs: tuple[str, str],
        memory: Memory,
        names: Mapping[str, str],
        kept: Checkpoint,
        provider: Provider | None = None,
        patience: Patience | None = None,
        glossary: Glossary | None = None,
    ) -> None:
        self._source, self._target = langs
        self._memory, self._names, self._kept = memory, names, kept
        self._provider, self._patience = provider, patience or Patience()
        self._glossary = glossary or Glossary(())
        self._failures = 0
        self.counts = Counts()

    def unit(self, section: str, unit: Unit) -> str | None:
        """A unit in the other language; None when any part of it could not be translated."""
        whole = self._memory.said(section, unit.text.removeprefix(unit.prefix))
        if whole is not None:
            self.counts.reused += 1
            return unit.prefix + whole
        said = [self._piece(section, piece.text) if piece.said else piece.text for piece in unit.pieces]
        return None if None in said else "".join(filter(None, said))

    def unsent(self, section: str, unit: Unit) -> Iterator[str]:
        """What would be sent for a unit."""
        if self._memory.said(section, unit.text.removeprefix(unit.prefix)) is not None:
            return
        for piece in unit.pieces:
            if not piece.said or self._memory.said(section, piece.text) is not None:
                continue
            for variable, words in spoken(piece.text):
                yield from (w for w in words if self._memory.spoken(variable, w) is None and self._drafted(w) is None)
            masked = mask(piece.text, self._names)
            if has_words(masked) and self._drafted(piece.text) is None:
                yield masked.written(self._provider.forms[0] if self._provider else BRACKETS)

    def _piece(self, section: str, text: str) -> str | None:
        known = self._memory.said(section, text)
        if known is not None:
            self.counts.reused += 1
            return known
        translation = self._sentence(text)
        if translation is None:
            return None
        for match in set(re.findall(r"\{\{.*?\}\}", text)):
            say = self._spoken(match)
            if say is None:
                return None
            translation = translation.replace(match, respoken(match, say))
        return translation

    def _spoken(self, token: str) -> dict[str, str] | None:
        """The words within a variable in the other language."""
        found = {}
        for variable, words in spoken(token):
            for word in words:
                said = self._memory.spoken(variable, word)
                said = self._sentence(word) if said is None else said
                if said is None or not _WORD.fullmatch(said):
                    return None
                found[word] = said
        return found

    def _sentence(self, text: str) -> str | None:
        masked = mask(text, self._names)
        if not has_words(masked):
            return self._unasked(masked)
        kept = self._drafted(text)
        if kept is not None:
            self.counts.drafted += 1
            return kept
        if self._provider is None:
            return None
        try:
            found = self._in_our_words(text, self._asked(masked, self._provider), self._provider)
        except _NoAnswer:
            return None
        if found is not None:
            self._kept.put(text, found)
            self.counts.drafted += 1
        return found

    def _unasked(self, masked: Masked) -> str:
        """A sentence of nothing but what is masked."""
        return "".join([*masked.parts[:-1], self._ended(masked.parts[-1], masked.parts[-1])])

    def _drafted(self, text: str) -> str | None:
        """What a machine made of a sentence before, where the glossary of today takes it."""
        kept = self._kept.get(text)
        return None if kept is None or self._amiss(text, kept) else kept

    def _amiss(self, text: str, said: str) -> list[Term]:
        """The terms of a sentence that its translation does not say as the glossary does."""
        words = mask(text, self._names).words
        missing = [term for term, _ in self._glossary.required_in(words, self._source)]
        missing = [term for term in missing if not self._glossary.holds(said, term, self._target)]
        return missing + [term for _, term in self._glossary.forbidden_in(said, self._target) if term not in missing]

    def _in_our_words(self, text: str, found: str | None, provider: Provider) -> str | None:
        """A draft that says every term as the glossary does: where it does not, one with the glossary's words put in."""
        amiss = [] if found is None else self._amiss(text, found)
        if not amiss:
            return found
        put = {
            way: self._like(way, term.allowed[self._target][0])
            for term in amiss
            for way in self._glossary.ways_in(text, term, self._source)
        }
        if not put:
            return None
        masked = mask(text, {**self._names, **put})
        again = self._asked(masked, provider) if has_words(masked) else self._unasked(masked)
        return None if again is None or self._amiss(text, again) else again

    def _like(self, way: str, word: str) -> str:
        """A word with a capital where the one that it stands for has one."""
        return word[0].upper() + word[1:] if way[0].isupper() and self._target in ("en", "es") else word

    def _asked(self, masked: Masked, provider: Provider) -> str | None:
        for form in provider.forms:
            found = self._verified(masked, self._answer(masked.written(form), provider), form)
            if found is not None or not masked.tokens:
                return found
        return self._in_fragments(masked, provider)

    def _in_fragments(self, masked: Masked, provider: Provider) -> str | None:
        parts = list(masked.parts)
        for place in range(0, len(parts), 2):
            fragment = Masked((parts[place].strip(),))
            if not has_words(fragment):
                continue
            said = self._verified(fragment, self._answer(str(fragment), provider), BRACKETS)
            if said is None:
                return None
            parts[place] = parts[place].replace(str(fragment), said)
        whole = Masked(tuple(parts), masked.pairs)
        whole = Masked((*whole.parts[:-1], self._ended(whole.parts[-1], masked.parts[-1])), masked.pairs)
        return None if why_not(masked, whole, self._target) else str(whole)

    def _verified(self, masked: Masked, answer: str, form: Form) -> str | None:
        """The answer as a text that says everything its source says, or None."""
        found = masked.restored(cleaned(answer, masked.words), form)
        if found is None:
            return None
        last = self._ended(found.parts[-1], masked.parts[-1]) if found.parts[-1].strip() or masked.parts[-1].strip() else ""
        found = Masked((*found.parts[:-1], last), found.pairs)
        return None if why_not(masked, found, self._target) else str(found)

    def _ended(self, text: str, source: str) -> str:
        return with_end(text, source, self._target)

    def _answer(self, text: str, provider: Provider) -> str:
        """What the service makes of a text, sentence by sentence where it takes no more. Empty when it is no translation."""
        parts = [text] if len(text) <= provider.limit else _SENTENCE.split(text)
        if max(map(len, parts)) > provider.limit:
            return ""
        answers = []
        for part in parts:
            try:
                answers.append(self._patience.ask(provider, part, self._source, self._target))
                self._failures = 0
            except Unanswered:
                return ""
            except Busy as busy:
                self._failures += 1
                if self._failures >= MAX_FAILURES:
                    raise ProviderUnavailable(
                        f"{provider.name} does not answer: {busy}; run the same command again later"
                    ) from None
                raise _NoAnswer from None
        return ("" if self._target in ("ja", "zh") else " ").join(answers)
