"""Names in English and Spanish messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.folding import without_accents
from kb.reply.entities.message import TITLE_OF, Found, Message, each, lines_of, parts_of, words_in

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_SMALL = "a-zß-öø-ÿāčćěłńőřśšūůźżž"
_WORD = (
    rf"[{_CAPITAL}](?:[{_SMALL}]|['-](?=[{_CAPITAL}{_SMALL}])|(?<=[ac'-])[{_CAPITAL}](?=[{_SMALL}])"
    rf"|(?<=[{_CAPITAL}])[{_CAPITAL}]){{1,24}}|[{_CAPITAL}](?:\.|(?= ))"
)
_PARTICLES = "de|del|la|las|los|van|von|der|den|da|dos|bin|al|y|e|di"
_NAME = rf"(?:{_WORD})(?: (?:(?:{_PARTICLES}) ){{0,2}}(?:{_WORD})){{0,3}}(?![{_SMALL}])"
_TITLE = r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|sra|srta|sr|dra|señora|señorita|señor)\.? )"
_TITLED = rf"(?P<title>(?i:{_TITLE}))?(?P<name>{_NAME})"
_NO_NAMES = words_in(
    """amazon ebay aliexpress shopee rakuten shopify paypal temu etsy walmart facebook instagram google team support customer
    service sorry sent order orders the very from not so sure still waiting happy angry upset and but please help hello hi
    dear regards thanks thank best cheers january february march april may june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday black cyber christmas american british canadian
    australian mexican spanish japanese chinese german french italian indian english european disappointed writing just
    also now here back in on at for with my your a an i it is get no yes ok okay store shop seller buyer client prime vip
    cliente equipo tienda atencion soporte vendedor comprador gracias hola saludos lunes martes miercoles jueves viernes
    sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre pedido paquete
    espero quedo favor por quiero un una el usuario usuaria new nuevo nueva enviado iphone android outlook mexico españa
    usps fedex dhl ups refund asap urgent furious extremely really super todavia muy"""
)
_INTRO = {
    "en": re.compile(
        rf"(?<![A-Za-z])(?i:(?P<sure>my (?:full )?name(?:'s| is|s)[ :]|(?:customer |full )?name ?: )|i'?m "
        rf"|i am |this is |it's ){_TITLED}"
    ),
    "es": re.compile(
        rf"(?<![A-Za-z])(?i:(?P<sure>me llamo |mi nombre(?: completo)?(?: es|:) |nombre(?: completo"
        rf"| y apellidos)? ?: |(?:le|les) escribe )"
        rf"|(?:yo )?soy (?:la |el )?|habla |le saluda ){_TITLED}"
    ),
}
_SMALL_NAME = re.compile(r"(?<![a-z])(?:my name is|me llamo|mi nombre es) ([a-z]{2,15})(?: ([a-z]{2,15}))?(?![a-z])")
_AFTER_NAME = re.compile(
    r" ?(?:[,.!;\n(]|$)| (?:and|from|here|writing|with|order|again|i|y|del?|con|cliente|pedido|la|el|les?"
    r"|compre|quiero)(?![a-z])"
)
_NOT_A_NAME_WORD = words_in(
    "and i im from my the is y de soy el la tengo con but not a hice compre quiero an in on for to mi pedido order who he"
)
_CLOSING = (
    r"(?:(?:with )?(?:best |kind |warm |kindest |warmest )?regards|best wishes|best|many thanks"
    r"|thanks(?: so much| a lot| again| in advance)?"
    r"|thank you(?: so much| very much| in advance| for your (?:help|time))?|(?:yours )?(?:sincerely"
    r"|faithfully|truly)(?: yours)?|cheers|respectfully"
    r"|(?:un |muchos )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|cordialmente|atentamente|atte"
    r"|(?:muchas |mil )?gracias(?: de antemano"
    r"| por (?:su|tu) (?:ayuda|atencion|tiempo))?|le saluda atentamente|reciba un cordial saludo"
    r"|quedo atent[ao]|(?:un )?abrazos?)"
)
_CLOSING_LINE = re.compile(rf"(?:.{{0,80}}[.!?,] )?{_CLOSING} ?[,.!:-]{{0,3}} *")
_CLOSED = re.compile(rf"(?:^|[.!?,\n] ?)(?i:{_CLOSING}),? ?[,-] ?{_TITLED}[.!]? *\Z")
_NAME_LINE = re.compile(rf" *(?:-{{1,2}} ?)?{_TITLED}[.!,]? *")
_DASHED = re.compile(rf" *-{{1,2}} ?{_TITLED}\.? *")
_COMPOUND_GIVEN = words_in(
    """jose juan luis maria ana carlos jesus marco miguel rosa angel antonio francisco victor jorge alberto fernando eduardo
    enrique manuel javier ignacio pablo andres david isabel elena carmen cristina teresa belen guadalupe fernanda paula lucia
    sofia beatriz alejandro alejandra daniel daniela ricardo rafael roberto"""
)
"""Given names that stand second in Spanish: Ana María, José Luis."""


def western(message: Message) -> Iterator[Found]:
    """Names that an English or Spanish message gives in its first words or signs with."""
    if message.lang not in _INTRO:
        return
    for found in each(_INTRO[message.lang], message.plain):
        yield from _introduced(message, found)
    for found in each(_SMALL_NAME, message.low):
        words = [word for word in found.groups() if word]
        kept = words[: next((place for place, word in enumerate(words) if word in _NOT_A_NAME_WORD | _NO_NAMES), len(words))]
        if kept:
            end = found.start(len(kept)) + len(kept[-1])
            name = message.original[found.start(1) : end]
            yield Found(55, found.start(1), end, "customer.name", _western_person(name.title().split(), "", message.lang))
    lines = lines_of(message.plain)
    for place, line in enumerate(lines[-6:-1], max(0, len(lines) - 6)):
        if _CLOSING_LINE.fullmatch(message.low, line.start, min(line.end, line.start + 160)):
            following = lines[place + 1]
            signed = _NAME_LINE.fullmatch(message.plain, following.start, min(following.end, following.start + 80))
            yield from _signed(message, signed)
    for line in lines[-2:]:
        yield from _signed(message, _CLOSED.search(message.plain, max(line.start, line.end - 90), line.end))
    if len(lines) > 1:
        yield from _signed(
            message, _DASHED.fullmatch(message.plain, lines[-1].start, min(lines[-1].end, lines[-1].start + 80))
        )


def _introduced(message: Message, found: re.Match[str]) -> Iterator[Found]:
    """The name behind "I'm": a title, a sure beginning or what follows has to show that it is one."""
    name, end = _trimmed(found)
    if not name:
        return
    words = name.split()
    intro = found.group()[: found.start("name") - found.start()].lower()
    if not (found["sure"] or found["title"]):
        after = _AFTER_NAME.match(message.low, end)
        shouted = any(len(word) > 2 and word.isupper() for word in words)
        loose = intro.startswith(("this is", "it's", "habla"))
        if (
            shouted
            or not after
            or (loose and after.group().strip() not in ("from", "here", "writing", "again", "de", "del"))
        ):
            return
    yield _person(found, message, words, end)


def _signed(message: Message, found: re.Match[str] | None) -> Iterator[Found]:
    """The name under a message."""
    if not found:
        return
    name, end = _trimmed(found)
    if name and name == found["name"]:
        yield _person(found, message, name.split(), end)


def _trimmed(found: re.Match[str]) -> tuple[str, int]:
    """The name without what begins the next thing said: "Ana Ruiz. My order", "John Please help"."""
    words = found["name"].split(" ")
    kept: list[str] = []
    for word in words:
        if without_accents(word).lower().strip(".'") in _NO_NAMES or (kept and kept[-1].endswith(".") and len(kept[-1]) > 2):
            break
        kept.append(word)
    while kept and kept[-1] in _PARTICLES.split("|"):
        kept.pop()
    name = " ".join(kept)
    return ("", 0) if len(name) < 2 or name.endswith(".") and len(name) < 3 else (name, found.start("name") + len(name))


def _person(found: re.Match[str], message: Message, words: list[str], end: int) -> Found:
    title = TITLE_OF.get((found["title"] or "").strip().lower(), "")
    start = found.start("title") if found["title"] else found.start("name")
    return Found(60, start, end, "customer.name", _western_person(words, title, message.lang))


def _western_person(words: list[str], title: str, lang: str) -> dict[str, str]:
    """Given names first; one word is a given name, or a family name where a title stands before it."""
    if len(words) == 1:
        return {"family": words[0], "given": "", "title": title} if title else parts_of("", words[0])
    split = len(words) - 1
    particles = _PARTICLES.split("|")
    if lang == "es":
        names = [place for place, word in enumerate(words) if word not in particles]
        double = len(names) > 3 or (len(names) == 3 and without_accents(words[1]).lower() in _COMPOUND_GIVEN)
        family = 2 if len(names) > 3 else 1 if double else min(2, len(names) - 1)
        split = names[-family]
    while split > 1 and words[split - 1] in particles:
        split -= 1
    return parts_of(" ".join(words[split:]), " ".join(words[:split]), title)
