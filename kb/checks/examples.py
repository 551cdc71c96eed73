"""The examples of the vocabulary are values, and every template can be sent with them wherever it says it can."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from kb.checks.texts import Text, Texts
from kb.content.library import Library
from kb.content.model import Template
from kb.content.problems import Problem, Severity
from kb.errors import InvalidValues, LocaleNotFound, TemplateSyntaxError, ToneNotFound
from kb.languages import LANGUAGES
from kb.reply.compose import Choices, compose_for
from kb.reply.findings import Finding
from kb.reply.guard import Guard
from kb.reply.values import read_values

_WRITING = frozenset({"R6", "R7", "R8", "R9"})
"""What `kb.checks.register` tells of the file itself, at its place."""


def check_vocabulary(library: Library) -> Iterator[Problem]:
    """Which examples of the vocabulary are missing, or are no values."""
    variables = library.vocabulary.variables
    for name, variable in variables.items():
        for lang in LANGUAGES:
            found, problems = read_values({name: variable.examples.get(lang)}, variables)
            for problem in problems:
                yield Problem("variables.yml", 1, 1, "example", f"the {lang} example of {name} {problem.message}")
            if not found and not problems:
                yield Problem("variables.yml", 1, 1, "example", f"{name} has no example in {lang}; add one")


def check_examples(texts: Texts, guard: Guard, langs: Collection[str] = LANGUAGES) -> Iterator[Problem]:
    """Which templates the examples do not fill, make too long for their channels, or show to say what they must not.

    Only those in `langs` are asked about: the rules of a language take their time to be made ready.
    """
    for documents in texts.library.documents.values():
        for document in documents.values():
            if isinstance(document, Template) and document.lang in langs:
                yield from _rendered(document, texts, guard)


def _rendered(template: Template, texts: Texts, guard: Guard) -> Iterator[Problem]:
    """What is wrong with a template's text, told once for all the places where it is."""
    library = texts.library
    variables = library.vocabulary.variables
    for tone, locale in dict.fromkeys((variant.tone, variant.locale) for variant in template.variants):
        values = {name: variables[name].example(template.lang, locale) for name in template.variables}
        own = texts.files.get(template.path(locale))
        choices = [
            Choices(template.lang, tone=tone, locale=locale, channel=channel, platform=platform)
            for channel in template.facets.channels
            for platform in _platforms(template, library, channel)
        ]
        if own is None:
            continue
        try:
            yield from _judged(own, tone, library, compose_for(template, choices, values, library.vocabulary, guard))
        except (InvalidValues, LocaleNotFound, TemplateSyntaxError, ToneNotFound) as error:
            yield own.problem(_place(own, tone, ""), "example", f'"{tone}" cannot be rendered: {error}')
            return


def _judged(
    text: Text, tone: str, library: Library, replies: Iterable[tuple[Choices, str, list[Finding]]]
) -> Iterator[Problem]:
    """What was found in the replies of a tone, each with the places that it is sent to."""
    places: dict[tuple[str, str, Severity, str, str], list[str]] = {}
    for choices, reply, findings in replies:
        for finding in findings:
            if finding.rule not in _WRITING:
                severity = Severity.ERROR if finding.severity == "block" else Severity.WARNING
                said = f'"{tone}": {_told(finding, reply, library)}'
                where = f"{choices.channel} on {choices.platform}" if choices.platform else choices.channel
                words = reply[finding.start : finding.end]
                section = "subject" if finding.part == "subject" else tone
                places.setdefault((finding.rule, said, severity, section, words), []).append(where)
    for (rule, said, severity, section, words), spots in places.items():
        message = f"{said} (for {', '.join(dict.fromkeys(spots))})"
        yield text.problem(_place(text, section, words), rule, message, severity)


def _place(text: Text, tone: str, words: str) -> int:
    """Where rendered words stand in a file: all of them, else the longest run that no value stands in, else the heading."""
    piece = text.section(tone)
    if piece is None:
        return 0
    found = piece.text.find(words) if words else -1
    if found < 0 and words:
        runs = sorted(re.findall(r"[^\W\d_]{2,}(?: [^\W\d_]+)*", words), key=len, reverse=True)
        found = next((place for run in runs if (place := piece.text.find(run)) >= 0), -1)
    return piece.heading if found < 0 else piece.start + found


def _told(finding: Finding, text: str, library: Library) -> str:
    """The words that were found, and what to do about them."""
    says = library.vocabulary.policies[finding.rule].says
    message = says.get(finding.part, says[""])["en"].format_map(finding.params)
    words = text[finding.start : finding.end]
    shown = words if len(words) < 80 else f"{words[:77]}..."
    return f'"{" ".join(shown.split())}": {message}' if words and words != text else message


def _platforms(template: Template, library: Library, channel: str) -> Iterator[str]:
    """Those whose limit on this channel differs and that the template allows; none in particular where none does."""
    facets = template.facets
    if not facets.platforms:
        yield ""
    for limit in library.taxonomy.channels[channel].limits:
        for platform in limit.platforms:
            if platform not in facets.not_on and (not facets.platforms or platform in facets.platforms):
                yield platform
