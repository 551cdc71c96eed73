"""From domain objects to what the API answers and what pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.content.library import Library
from kb.content.model import Article, Document, Template
from kb.content.taxonomy import Labels
from kb.languages import LANGUAGES
from kb.reply.channels import Length
from kb.reply.compose import Reply
from kb.reply.findings import Finding
from kb.reply.writing import plain_text, shown_text
from kb.search.query import Hit, Results
from kb.search.suggest import Suggestion
from kb.service import Checked, Intake
from kb.web import schemas


def finding_message(finding: Finding, library: Library, lang: str) -> str:
    """What a finding tells the sender, in the interface language."""
    params = dict(finding.params)
    if "name" in params:
        params["name"] = library.vocabulary.variables[params["name"]].labels[lang]
    says = library.vocabulary.policies[finding.rule].says
    return says.get(finding.part, says[""])[lang].format_map(params)


def search_answer(results: Results) -> schemas.SearchAnswer:
    """A search's answer."""
    return schemas.SearchAnswer(
        query=results.query.text,
        total=results.total,
        took_ms=round(results.took_ms, 3),
        suggestion=results.suggestion,
        results=[_hit(hit) for hit in results.hits],
        facets={group: dict(counts) for group, counts in results.facets.items()},
    )


def intake_answer(intake: Intake) -> schemas.IntakeAnswer:
    """What was found in a customer's message; the same value of a blank twice stands there once, at its first place."""
    values: dict[str, list[schemas.FoundValue]] = {}
    for entity in intake.entities:
        known = values.setdefault(entity.name, [])
        if all(entity.value != other.value for other in known):
            known.append(schemas.FoundValue(value=entity.value, start=entity.start, end=entity.end))
    return schemas.IntakeAnswer(
        lang=intake.told.lang,
        script=intake.told.script,
        issues=[
            schemas.IssueGuess(id=id, spans=[schemas.Span(start=p.start, end=p.end) for p in pointers])
            for id, pointers in intake.issues.items()
        ],
        values=values,
        results=[_hit(hit) for hit in intake.results.hits],
    )


def suggest_answer(typed: str, found: Sequence[Suggestion]) -> schemas.SuggestAnswer:
    """What a question that is being typed may become."""
    lines = [schemas.SuggestionLine(text=s.text, lang=s.lang, kind=s.kind, id=s.id) for s in found]
    return schemas.SuggestAnswer(query=typed, suggestions=lines)


def _hit(hit: Hit) -> schemas.SearchHit:
    document = hit.document
    return schemas.SearchHit(
        id=document.id,
        kind="template" if isinstance(document, Template) else "article",
        intent=document.facets.intent,
        issues=list(document.facets.issues),
        channels=list(document.facets.channels),
        tones=list(document.tones) if isinstance(document, Template) else [],
        lang=document.lang,
        title=document.title,
        titles=titles(hit.translations),
        snippet=hit.snippet,
        languages=list(hit.translations),
        score=round(hit.score, 4),
    )


def titles(translations: Mapping[str, Document]) -> dict[str, str]:
    """The title in every language."""
    return {lang: document.title for lang, document in translations.items()}


def document_answer(document: Document, library: Library) -> schemas.DocumentAnswer:
    """A document in one language."""
    facets, translations = document.facets, library.translations(document.id)
    template = document if isinstance(document, Template) else None
    article = document if isinstance(document, Article) else None
    return schemas.DocumentAnswer(
        id=document.id,
        kind="template" if template else "article",
        lang=document.lang,
        title=document.title,
        summary=document.summary,
        titles=titles(translations),
        languages=list(translations),
        state=document.freshness,
        intent=facets.intent,
        subtype=facets.subtype,
        issues=list(facets.issues),
        channels=list(facets.channels),
        platforms=list(facets.platforms),
        not_on=list(facets.not_on),
        partner=facets.partner,
        next=list(facets.next),
        related=list(facets.related),
        sources=list(facets.sources),
        tones=list(template.tones) if template else [],
        variables=_blanks(template, library) if template else [],
        variants=_variants(template, library) if template else [],
        html=article.html if article else "",
        headings=[
            schemas.HeadingLine(level=h.level, anchor=h.anchor, title=h.title) for h in (article.headings if article else ())
        ],
    )


def _blanks(template: Template, library: Library) -> list[schemas.Blank]:
    variables = (library.vocabulary.variables[name] for name in template.variables)
    return [
        schemas.Blank(
            name=variable.name,
            type=variable.type,
            label=variable.labels[template.lang],
            personal=variable.personal,
            choices={id: labels[template.lang] for id, labels in variable.choices.items()},
        )
        for variable in variables
    ]


def _variants(template: Template, library: Library) -> list[schemas.VariantText]:
    labels = {name: variable.labels[template.lang] for name, variable in library.vocabulary.variables.items()}
    return [
        schemas.VariantText(tone=variant.tone, locale=variant.locale, text=variant.outline.words(labels))
        for variant in template.variants
    ]


def render_answer(reply: Reply, library: Library, ui_lang: str) -> schemas.RenderAnswer:
    """A reply, its findings told in the interface language."""
    return schemas.RenderAnswer(
        text=reply.text,
        html=reply.html,
        subject=reply.subject,
        subject_html=reply.subject_html,
        lang=reply.lang,
        locale=reply.locale,
        tone=reply.tone,
        state=reply.freshness,
        missing=list(reply.missing),
        length=_length(reply.length),
        findings=_findings(reply.findings, library, ui_lang),
        copyable=reply.copyable,
        paragraphs=[
            schemas.ParagraphAnswer(
                index=paragraph.index,
                text=plain_text([paragraph], reply.lang),
                html=shown_text(paragraph, reply.lang, ui_lang),
            )
            for paragraph in reply.paragraphs
        ],
    )


def check_answer(checked: Checked, library: Library, ui_lang: str) -> schemas.CheckAnswer:
    """What a text breaks, told in the interface language."""
    return schemas.CheckAnswer(
        findings=_findings(checked.findings, library, ui_lang),
        length=_length(checked.length),
        unchecked=list(checked.unchecked),
    )


def _findings(findings: Sequence[Finding], library: Library, ui_lang: str) -> list[schemas.FindingAnswer]:
    return [
        schemas.FindingAnswer(
            rule=finding.rule,
            severity="block" if finding.severity == "block" else "warn",
            message=finding_message(finding, library, ui_lang),
            start=finding.start,
            end=finding.end,
            part=finding.part,
            sources=list(library.vocabulary.policies[finding.rule].sources),
        )
        for finding in findings
    ]


def _length(length: Length) -> schemas.LengthAnswer:
    return schemas.LengthAnswer(count=length.count, limit=length.limit, unit=length.unit)


def taxonomy_answer(library: Library) -> schemas.TaxonomyAnswer:
    """Every facet value with its labels."""
    taxonomy = library.taxonomy
    return schemas.TaxonomyAnswer(
        version=library.version,
        languages={code: language.name for code, language in LANGUAGES.items()},
        intents=_labelled(taxonomy.intents),
        subtypes=_labelled(taxonomy.subtypes),
        issues=_labelled(taxonomy.issues),
        tones=_labelled(taxonomy.tones),
        platforms=_labelled(taxonomy.platforms),
        channels=[
            schemas.ChannelAnswer(id=c.id, labels=dict(c.labels), public=c.public, rich=c.rich)
            for c in taxonomy.channels.values()
        ],
        markets=[
            schemas.MarketAnswer(id=m.id, labels=dict(m.labels), currency=m.currency, zone=m.zone, locales=list(m.locales))
            for m in taxonomy.markets.values()
        ],
    )


def _labelled(group: Mapping[str, Labels]) -> list[schemas.LabelledId]:
    return [schemas.LabelledId(id=id, labels=dict(labels)) for id, labels in group.items()]


def with_prefix(html: str, root: str) -> str:
    """An article's HTML, its links to other documents leading to where the site is mounted."""
    return html.replace('href="/templates/', f'href="{root}/templates/').replace(
        'href="/articles/', f'href="{root}/articles/'
    )
