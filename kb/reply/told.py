"""The language and the script of a message that a customer wrote: told by its signs, then by its words.

A message is short, careless and full of names and numbers, so the signs and words that are sure weigh more than
what a library says of the rest. Nothing is stored and nothing is asked of anyone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from kb.folding import simplified, without_accents
from kb.languages import LANGUAGES

UNKNOWN = "und"
"""The tag of BCP 47 for a language that is not known."""

MAX_READ = 4000
"""Code points that are read: more say nothing new about the language."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a message is written in."""

    lang: str
    """A code of LANGUAGES, or `und` for any other language, or none."""

    script: str
    """`Latn`, `Jpan`, `Hans` or `Hant`; empty when it is none of these."""


_NO_WORDS = re.compile(
    r"(?:https?://|www\.)[!-~]{0,300}"  # addresses, e-mail addresses, handles, and codes with digits
    r"|[A-Za-z0-9._%+-]{0,64}@[A-Za-z0-9._-]{1,80}"
    r"|[A-Za-z]{0,20}[0-9][A-Za-z0-9._/#-]{0,60}"
)
_QUOTED = re.compile("「[^「」]{0,60}」|『[^『』]{0,60}』|《[^《》]{0,60}》|【[^【】]{0,60}】|“[^“”]{0,60}”")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆]")
_HIRAGANA = re.compile("[\u3041-\u309f]+")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fcｦ-ﾟ]+")
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]+(?:['’][A-Za-zÀ-ÖØ-öø-ɏ]+)*")
_OTHER = re.compile(
    "[\u0370-\u052f\u0530-\u058f\u0590-\u06ff\u0750-\u077f\u0900-\u0dff\u0e00-\u0fff\u1000-\u11ff\u1780-\u17ff"
    "\u3130-\u318f\uac00-\ud7ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
"""Greek, Cyrillic, Armenian, Hebrew, Arabic, the scripts of India and South-East Asia, Hangul."""

_LATIN_WEIGHT = 2
"""A Latin word says about as much as two signs of Chinese."""

_CHINESE = frozenset("我你您他她们們这這哪吗嗎呢吧没還还啊呀啦哦谁誰怎么麼啥咋很给請请让讓跟什說说买問问")
"""Signs of everyday Chinese that Japanese writes seldom or never."""

_ENOUGH = 500
"""Signs of Chinese or Japanese after which no other changes the answer."""

_JAPANESE = re.compile("返金|返品|注文|番号|在庫|未着|至急|到着|商品名|円|様|届|込|払|頃|御中|宛|株式会社")
"""Words and signs that need no kana to be Japanese."""


def told(text: str) -> Told:
    """The language and the script of a message, `und` when it is none of ours. Never raises."""
    text = _NO_WORDS.sub(" ", text[:MAX_READ])
    outside = _QUOTED.sub(" ", text)  # what is quoted is mostly a product's name
    if _HAN.search(outside) or _LATIN.search(outside):
        text = outside
    han, kana = len(_HAN.findall(text)), sum(map(len, _HIRAGANA.findall(text) + _KATAKANA.findall(text)))
    latin = _LATIN.findall(text)
    if latin and re.search("[¿¡]", text):
        latin.append("¿")
    other = len(_OTHER.findall(text))
    if other > max(han + kana, _LATIN_WEIGHT * len(latin)):
        return Told(UNKNOWN, "")
    if han + kana and han + kana + 2 * _sure(text) >= _LATIN_WEIGHT * len(latin):
        return _east_asian(text)
    return Told(_latin_language(latin), "Latn") if latin else Told(UNKNOWN, "")


def _sure(text: str) -> int:
    """How many signs there are that only a sentence in Chinese or Japanese has."""
    return sum(sign in _CHINESE for sign in text) + len(_HIRAGANA.findall(text))


def _east_asian(text: str) -> Told:
    """Japanese or Chinese: kana between the other signs against the signs that only one of the two writes."""
    signs = _HAN.findall(text)[:_ENOUGH]
    particles = sum(run != "の" for run in _HIRAGANA.findall(text))
    japanese = 3 * particles + 2 * len(_JAPANESE.findall(text)) + sum(map(_only_japan, signs))
    chinese = sum(3 if sign in _CHINESE else _only_china(sign) for sign in signs)
    if not signs or japanese > chinese or (japanese == chinese and particles):
        return Told("ja", "Jpan")
    if not chinese and len("".join(_KATAKANA.findall(text))) >= len(signs):
        return Told("ja", "Jpan")
    return Told("zh", _chinese_script("".join(signs)))


def _chinese_script(signs: str) -> str:
    """By the signs that the two scripts write differently; where none stands, the script of our own base text."""
    traditional = sum(simple != sign for sign, simple in zip(signs, simplified(signs), strict=True))
    simple = sum(map(_only_simplified, signs))
    if traditional == simple:
        return LANGUAGES["zh"].script
    return "Hant" if traditional > simple else "Hans"


@lru_cache(maxsize=20_000)
def _written(sign: str, charset: str) -> bool:
    """Whether a national character set of before Unicode has the sign: what a country writes."""
    try:
        sign.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _only_simplified(sign: str) -> bool:
    return _written(sign, "gb2312") and not _written(sign, "big5")


def _only_china(sign: str) -> bool:
    return not _written(sign, "shift_jis") and (_written(sign, "gb2312") or _written(sign, "big5"))


def _only_japan(sign: str) -> bool:
    return _written(sign, "shift_jis") and not _written(sign, "gb2312") and not _written(sign, "big5")


# --- Latin: what the library says, corrected by the words that it cannot know from a few letters

_WORDS: Mapping[str, frozenset[str]] = {
    lang: frozenset(words.split())
    for lang, words in {
        "en": """the and is are was were my your you i it this that these not have has had do does did don't didn't doesn't
        isn't wasn't hasn't haven't can't won't i'm i've it's where when what why how which please pls plz thanks thank thx
        hello hi hey dear order ordered orders refund refunded return returned package parcel shipping shipped ship
        delivery delivered deliver arrived arrive received receive broken damaged missing wrong item tracking money back
        still yet would could should want need with for from of to on been will get got buy bought but they there
        cancel cancelled canceled help size exchange lost late waiting asap anyone just any""",
        "es": """¿ el los las y es esta este estoy esto mi mis me tu su sus usted ustedes yo no lo le se que donde cuando
        como por para con sin pero muy mas ya aun todavia hola buenas buenos dias tardes noches gracias favor
        pedido pedidos paquete envio enviar enviado reembolso devolucion devolver dinero roto rota llego llega llegado
        llegar recibi recibido comprado compre quiero quisiera necesito tengo ha he han hice hace una uno del al
        producto articulo talla equivocado equivocada danado danada factura cambio ayuda cuanto cual porque fue
        defectuoso rastreo seguimiento reclamo tienda pague cobraron""",
        "pt": """o os um uma nao voce voces meu minha pedido chegou ainda obrigado obrigada ola bom dia boa tarde noite
        onde quando encomenda produto recebi comprei quero gostaria reembolso dinheiro esta em da do dos das com para
        mas por favor ate agora estou veio quebrado errado devolver devolucao entrega nota nem foi tenho sao mais""",
        "fr": """le les des une est je vous nous mon ma mes votre pas ne bonjour merci commande colis recu livraison ou
        quand avec pour dans sur mais s'il plait remboursement article casse toujours j'ai c'est n'ai n'est qui que et du
        au bonsoir suis cordialement""",
        "de": """der die das und ist ich nicht mein meine bitte danke hallo bestellung paket ware lieferung wann wo ein
        eine mit fur auf habe haben noch angekommen kaputt zuruck geld sie wie war guten tag grusse""",
        "it": """il lo gli una e ho non mio mia ciao buongiorno grazie ordine pacco arrivato dove quando ancora con per
        rimborso rotto sono della del che spedizione prodotto vorrei ricevuto questo mi buonasera salve e'""",
        "ca": """el els les una amb meu meva comanda paquet arribat gracies bon dia on quan encara vull he rebut per
        trencat hola perque aquest diners vaig necessito esta si us plau bona tarda molt""",
        "nl": """de het een en is niet mijn ik bestelling pakket waar wanneer nog bedankt hallo geld terug graag ontvangen
        kapot met voor van op maar heb dank zijn goedendag dag groeten aangekomen""",
        "id": """saya pesanan belum sampai barang paket kapan dimana mana tidak terima kasih sudah yang ini itu dan
        mohon tolong kak uang kembali rusak salah dengan untuk bisa halo apa di ada dikirim pengiriman""",
        "gl": "o unha non meu mina pedido chegou ainda grazas ola onde cando grazas paquete e co coa polo moi",
        "tr": "siparis siparisim nerede merhaba tesekkurler gelmedi urun kargo iade para bir ve bu icin ne zaman hala",
        "tl": "ang ng mga po hindi ko na pa saan yung order wala salamat kailan dumating ako sa",
        "ms": "saya pesanan belum sampai barang bila mana tidak terima kasih sudah yang ini dan tolong boleh nak",
        "pl": "nie moje zamowienie gdzie jest paczka dziekuje prosze dzien dobry zwrot jeszcze kiedy mam sie i",
        "ro": "nu comanda mea unde este coletul multumesc buna ziua cand am primit inca va rog si",
        "sv": "jag har inte min bestallning var paket tack hej nar och ar att det fatt ett en",
        "vi": "toi don hang chua nhan duoc cua cam xin chao khong o dau bao gio hoan tien ban",
    }.items()
}
"""Function words and the words of after-sales, in plain letters. A word of two languages counts for both."""

_WORD_WEIGHT = 9.0
"""What one known word adds to the library's score, which is a natural logarithm of a likelihood."""

_FAMILIAR = 4.0
"""What speaks for English and Spanish before anything is read: they are what our customers write."""

_LATIN_LANGUAGES = frozenset(
    (*_WORDS, "af", "cs", "da", "et", "eu", "fi", "hr", "hu", "is", "lt", "lv", "no", "sk", "sl", "sq", "sw")
)
_NEEDS_NO_WORD = 24
"""Letters from which the library is believed alone; below, a word that we know has to stand in the message."""


def _latin_language(words: list[str]) -> str:
    plain = {without_accents(word.replace("’", "'")).casefold() for word in words[:400]}
    hits = {lang: len(plain & known) for lang, known in _WORDS.items()}
    if sum(map(len, words)) < _NEEDS_NO_WORD:
        hit = [lang for lang, count in hits.items() if count]
        if not (hits["en"] or hits["es"]) or len(hit) == 1:
            return hit[0] if hit in (["en"], ["es"]) else UNKNOWN
    scores = {lang: score for lang, score in _ranked(" ".join(words)[:1200]) if lang in _LATIN_LANGUAGES}
    for lang, count in hits.items():
        if lang in scores:
            scores[lang] += _WORD_WEIGHT * count
    for lang in ("en", "es"):
        scores[lang] = scores.get(lang, 0.0) + _FAMILIAR
    best = max(scores, key=scores.__getitem__)
    return best if best in LANGUAGES else UNKNOWN


def _ranked(text: str) -> list[tuple[str, float]]:
    """Every language that the library knows with its score. The library takes a second to load, so it loads late."""
    library: Any = import_module("py3langid")
    return [(str(lang), float(score)) for lang, score in library.rank(text.lower())]
