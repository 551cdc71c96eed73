"""The examples of the vocabulary are values, and every template can be sent with them wherever it says it can."""

from __future__ import annotations

from collections.abc import Iterator

from kb.content.library import Library
from kb.content.model import Template
from kb.content.problems import Problem, Severity
from kb.errors import InvalidValues, TemplateSyntaxError
from kb.languages import LANGUAGES
from kb.reply.compose import Choices, compose
from kb.reply.findings import Finding
from kb.reply.guard import Guard, guard_of
from kb.reply.values import read_values


def check_examples(library: Library) -> Iterator[Problem]:
    """What is wrong with the examples, and which template they do not fill or make too long for its channels."""
    variables = library.vocabulary.variables
    for name, variable in variables.items():
        for lang in LANGUAGES:
            found, problems = read_values({name: variable.examples.get(lang)}, variables)
            for problem in problems:
                yield Problem("variables.yml", 1, 1, "example", f"the {lang} example of {name} {problem.message}")
            if not found and not problems:
                yield Problem("variables.yml", 1, 1, "example", f"{name} has no example in {lang}; add one")
    guard = guard_of(library)
    for document in library:
        if isinstance(document, Template):
            yield from _rendered(document, library, guard)


def _rendered(template: Template, library: Library, guard: Guard) -> Iterator[Problem]:
    """What is wrong with a template's text, told once for all the places where it is."""
    places: dict[tuple[str, str, Severity], list[str]] = {}
    variables = library.vocabulary.variables
    for tone, locale in dict.fromkeys((variant.tone, variant.locale) for variant in template.variants):
        values = {name: variables[name].example(template.lang, locale) for name in template.variables}
        for channel in template.facets.channels:
            for platform in _platforms(template, library, channel):
                choices = Choices(template.lang, tone=tone, locale=locale, channel=channel, platform=platform)
                try:
                    reply = compose(template, choices, values, library.vocabulary, guard=guard)
                except (InvalidValues, TemplateSyntaxError) as error:
                    yield Problem(template.file.path, 1, 1, "example", f'"{tone}" cannot be rendered: {error}')
                    return
                for finding in reply.findings:
                    severity = Severity.ERROR if finding.severity == "block" else Severity.WARNING
                    said = f'"{tone}": {_told(finding, reply.text, library)}'
                    where = f"{channel} on {platform}" if platform else channel
                    places.setdefault((finding.rule, said, severity), []).append(where)
    for (rule, said, severity), spots in places.items():
        yield Problem(template.file.path, 1, 1, rule, f"{said} (for {', '.join(dict.fromkeys(spots))})", severity)


def _told(finding: Finding, text: str, library: Library) -> str:
    """The words that were found, and what to do about them."""
    says = library.vocabulary.policies[finding.rule].says
    message = says.get(finding.part, says[""])["en"].format_map(finding.params)
    words = text[finding.start : finding.end]
    return f'"{words}": {message}' if words and words != text else message


def _platforms(template: Template, library: Library, channel: str) -> Iterator[str]:
    """Those whose limit on this channel differs and that the template allows; none in particular where none does."""
    facets = template.facets
    if not facets.platforms:
        yield ""
    for limit in library.taxonomy.channels[channel].limits:
        for platform in limit.platforms:
            if platform not in facets.not_on and (not facets.platforms or platform in facets.platforms):
                yield platform
