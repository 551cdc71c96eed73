"""How people of each language word what the structure of a reply is judged by.

The tables of English and Spanish speak of a text folded by `fold`: small letters, a space before every word. Those of
Japanese and Chinese speak of the text as it stands, the Chinese ones in Simplified characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Pattern = re.Pattern[str]

_SPACED = '\n\t\r\u00a0\u202f"“”«»‹›„()[]{}¿¡—–-/*_~<>|…&+'


def fold(text: str) -> str:
    """The text in small letters after one space, its dashes, quotes and brackets become spaces: every place moves by one."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    for sign in _SPACED:
        small = small.replace(sign, " ")
    return " " + small.replace("’", "'")


@dataclass(frozen=True, slots=True)
class Cues:
    """One language's expressions, an alternation for each thing a rule looks for."""

    thanks: Pattern
    receipt: Pattern
    apology: Pattern
    reason: Pattern
    """Words that give a cause; before the apology they make it late."""
    time: Pattern
    clock: Pattern
    zone: Pattern
    invitation: Pattern
    """An invitation to a private message."""
    remedy: Pattern
    """What can be offered."""
    kinds: Pattern
    """The same, each kind a named group."""
    many: Pattern
    """A count of three or more ways out."""
    proposal: Pattern
    bearer: Pattern
    untrue: Pattern
    """Words that say a sentence does not offer what it names: refused, past, a right by law."""
    coupon: Pattern
    enter: Pattern
    checkout: Pattern
    less: Pattern
    promotion: Pattern
    asked: Pattern
    """Words that say what is named was refused, over, or the customer's own subject."""


def _words(text: str) -> Pattern:
    """The alternatives of a table as whole words of a folded text; `~` stands for the rest of a word."""
    return re.compile(f" (?:{_joined(text)})(?!\\w)")


def _signs(text: str) -> Pattern:
    """The alternatives of a table, wherever they stand."""
    return re.compile(_joined(text))


def _joined(text: str) -> str:
    lines = (line.strip() for line in text.replace("~", r"\w*").splitlines())
    return "|".join(line for line in lines if line)


def _kinds(kinds: Mapping[str, str]) -> str:
    return "\n".join(f"(?P<{kind}>{_joined(text)})" for kind, text in kinds.items())


_MONTHS = (
    "jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
    "|january|february|march|april|august|september|october|november|december"
)
_UNITS = "hours?|hrs?|h|days?|weeks?|months?|minutes?|mins?"
_FEW = r"\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty|half|few|couple"
_ZONES = (
    r"(?:[acew]e?st|[ecmpwgbjhk]k?[sdm]?t|gmt|bst|utc|cet|cest|eet|eest|jst|hkt|sgt|[acn]z?[ds]t|msk|"
    r"ist|kst|akst|hst|aest)"
)

_EN_REMEDIES = {
    "part": r"""(?:part~|half) (?:of )?(?:the |your )?(?:refund|money|price|sum|amount|reimbursement)
        (?:price )?reduc~|rebate
    knock (?:\S+ ){0,2}off
            \d+ ?(?:%|percent|per cent)(?: \w+)? (?:off|back|refund)|\S?\d+ off|part of the (?:sum|price|money)
            discount~|allowance|price cut|money off""",
    "refund": r"""refund~|money (?:back|home|returned)|reimburse~|your money
    the (?:sum|price|amount) (?:can be |could be )?(?:returned|back)|return the (?:price|sum|money)
            pay (?:you )?back|send the money|full price returned""",
    "credit": (
        r"vouchers?|store credit|shop credit|coupons?|gift cards?|credit (?:note|of|for|towards|on)|"
        r"\S?\d+ credit|points|(?:as|in) credit"
    ),
    "repair": (
        r"repair~|mend~|fix(?:ed|ing)? (?:it|the)|reglaze|have it (?:fixed|mended|adjusted|cleaned)|"
        r"new (?:zip|strap|handle|part)s? (?:fitted|put)|spare parts?|replacement parts?"
    ),
    "replace": (
        r"replac~|exchang~|swap~|reship~|resend~|re send|new one|another one|fresh one|brand new|(?:send|"
        r"make|ship|post|have) you (?:a new|another|a fresh|a second)|substitut~|a new \w+|"
        r"second \w+ (?:is|free)"
    ),
    "extra": (
        r"throw in|as a (?:bonus|gift)|free gift|(?:small|little) gift|upgrad~|extend~ (?:your |"
        r"the )?(?:warranty|guarantee)|(?:extra|extended) (?:year|warranty|guarantee|months)|"
        r"free (?:shipping|delivery) (?:on|for|with) your next"
    ),
}

_EN = Cues(
    thanks=_words(
        r"thank~|thx|grateful~|gratitude|appreciat~|obliged|cheers|ta|indebted|kind of you|good of you|"
        r"glad you"
    ),
    receipt=_words(
        r"""receiv~|receipt|got|gotten|arriv~|reach~|came|come|in (?:our|my|good|safe|the)|is in|it's in|are in|all in
        safely in
        with (?:us|me|our|my|the)|to hand|hand|here|log|logged|not(?:ed|e|ing)|regist~|record~|filed?|land~|lies|lying
        lay~|sits
        on (?:our|my|file)|have (?:your|the|it|them|all|read|seen|opened|heard|taken|everything)|seen|saw|read
        picked up|popped up
        opened|acknowledg~|confirm~|made it|taken (?:in|down|up)|heard|queue~|found its way|accepted|before me
        under review|has been passed
        i've|we've|hear~|understood|it's all|delivered|captured|booked|through|gone to|added|know about
        safe and sound"""
    ),
    apology=_words(
        r"sorry|apolog~|regret~|forgiv~|pardon|excuse us|my bad|our bad|mea culpa|ashamed|sorrow~|"
        r"pains us|remorse|contrite"
        r"|our (?:fault|mistake)|my (?:fault|mistake)|unacceptable|not acceptable|let you down|amends"
    ),
    reason=_words(
        r"""because|due to|owing to|the reasons?|reason (?:was|is|for)|caused by|the cause|that(?: is|'s) why|which is why
        hence
        as a result|on account of|resulted from|stem~|down to|the explanation|for this reason|consequently|therefore"""
    ),
    time=_words(
        rf"""\d+ ?(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})~
        (?:{_MONTHS})[.]? \d+
        (?:early|mid|late|end of|in|by|until|before|during|since|of|this|next|from) (?:{_MONTHS})
        (?:mon|tues?|wednes|weds?|thurs?|fri|satur|sat|sun)(?:day)?s?(?:'s)?|today~|tonight~|tomorrow~|yesterday~
        overnight
        this (?:morning|afternoon|evening|week|month|minute)~|next (?:week|month|business|working)~
        (?:last|past) (?:week|month|night)~
        noon|midday|midnight|lunch~|teatime|breakfast|dinner|sundown|sunset|dusk|dawn|nightfall
        close of (?:business|play|day)
        end of (?:the |this |business )?(?:day|week|month|shift|business)|weekend~|fortnight~|eod|cob
        (?:{_FEW})(?: ?more| to \w+| or \w+| of| \d+)?(?: ?(?:full|business|working|calendar))?[ ]?(?:{_UNITS})(?:'s?)?
        the hour|within the|the \d+(?:st|nd|rd|th)
        the (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)
        the (?:\w+teenth|twentieth|twenty \w+|thirtieth|thirty first)
        \d+[:.]\d\d~|\d+ ?[ap][.]?m[.]?|\d+ o'clock
        (?:by|before|until|till|at|around|about|past) (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)
        \d+ \d+ \d+|\d+[.]\d+[.]\d+|straight away today|same day|day after|half past|quarter (?:to|past)|hours|days
        monthly|each week|christmas|easter"""
    ),
    clock=_words(
        r"\d{1,2}[:.h]\d\d~|\d{1,2} ?[ap][.]?m[.]?|\d{3,4} ?(?:hrs|hours)|noon|midday|midnight|\d{1,2} o'clock"
        r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: thirty)? (?:o'clock|"
        r"in the morning|[ap][.]?m)|half past \w+"
    ),
    zone=_words(
        rf"""{_ZONES}|utc\d*|gmt\d*|\w+ (?:standard |summer |daylight |mean |local )?time
        (?:time|hours|clock) (?:in|of) \w+|\w+ clocks?|our time"""
    ),
    invitation=_words(
        r"dms?|direct~|pm|private~|inbox|message us|message me|send us a message|drop us a (?:line|"
        r"message)|write to us|messenger"
        r"|order messages?|contact us|reach (?:out|us)|get in touch|message (?:through|via|from|in)|"
        r"your orders?|message button"
    ),
    remedy=_words("\n".join(_EN_REMEDIES.values())),
    kinds=_words(_kinds(_EN_REMEDIES)),
    many=_words(
        r"(?:three|four|five|six|several|[3-6]) (?:\w+ )?(?:options?|ways|choices|possibilities|"
        r"solutions|alternatives|remedies|offers|proposals|things we can)"
    ),
    proposal=_words(
        r"(?:can|could|will|would|shall|may|might|i'll|we'll|i'd|we'd)|offer~|propos~|suggest~|"
        r"how about|would you|option~|choos~|choice|pick|prefer~|like to|happy|glad|willing|prepared|"
        r"ready|fancy"
    ),
    bearer=_words(
        r"""free|freely|no (?:extra |additional |further |added )?(?:charge|cost|fee|expense|bill|payment)s?~
        without (?:a |any |further |extra |charging |paying )?~
        (?:my|our|shop's|store's|company's|seller's) (?:own )?(?:\w+ )?(?:expense|cost|charge|account|treat|bill|tab)~
        (?:my|our|shop's|store's|company's|seller's) (?:own )?(?:\w+ )?(?:side|pocket|dime|purse|wallet|shout|end)~
        on (?:us|me|the house|our (?:side|end|account|bill))
        (?:we|i|we'll|i'll|we'd|i'd|shop|store|seller|company|us) (?:\w+ ){0,2}(?:bear|absorb|carry|meet|settle)~
        (?:we|i|we'll|i'll|we'd|i'd|shop|store|seller|company|us) (?:\w+ ){0,2}(?:pick up|shoulder|stand|assume)~
        pay~|paid|prepaid|pre paid|cover~|borne|bear~|absorb~|foot~|settled by|tab's|tab is|mine|ours|gratis
        complimentary|waiv~
        cost~ (?:you |to you )?(?:nothing|not|no|zero|is|are)|nothing to pay
        (?:won't|not|never|n't) (?:\w+ )?(?:cost|pay|charged?|billed?|spend)|costs you|zero
        at (?:your|buyer's) (?:own )?(?:expense|cost)
        you (?:\w+ )?(?:pay|bear|cover)|charge (?:you )?(?:nothing|no)|nothing|cent|penny|a dime|out of pocket
        expenses?|refund~|money back|reimburs~|\w+ off|credit~|taken care of|take care of the|cost|costs|charge"""
    ),
    untrue=_words(
        r"""not|can't|cannot|won't|unable|n't|no|neither|nor|unfortunately|rights?|entitle~|law|legal~|statutor~|policy
        directive|warranty
        \w+n't|never|already|yesterday|earlier|previously|asked|wrote|wanted|mentioned|was|were|had|you used
        applied|instead of|rather than|other things|do not"""
    ),
    coupon=_words(
        r"coupons?~|vouchers?~|promo~(?: code)?|discount codes?|codes? for \S+ off|offer codes?|"
        r"money off|gift codes?|savings code"
    ),
    enter=_words(
        r"type~|enter~|use~|using|key~|put~|pop~|quot~|appl~|try|add~|word|code|characters|letters|"
        r"mention|present|redeem~"
    ),
    checkout=_words(
        r"checkout|check out|basket|cart|next (?:\w+ )?(?:order|purchase|shop|buy)~|"
        r"future (?:\w+ )?(?:order|purchase|buy)~|your next|at the till|promo~ (?:box|field)"
    ),
    less=_words(
        r"off|\S{0,6}?\d{1,4} ?% ?~|percent~|per cent|discount~|cheap~|lower|lighter|less|drop~|reduc~|saving~|"
        r"saves?|knock~|surprise|total|price|treat|shrink~|melt~|bargain|better price"
    ),
    promotion=_words(
        r"""(?:summer|winter|spring|autumn|fall|christmas|holiday|flash|weekend|clearance) (?:\w+ )?sale(?:s|'s)?
        (?:our|big|a|mid season|season|anniversary|black friday) (?:\w+ )?sale(?:s|'s)?
        sale (?:is|starts|ends|now|today|begins|runs)|on sale|% off|\S{0,6}?\d{1,4} ?% (?:off|on|discount)
        new (?:arrivals?|collection|season|range|line|releases?|launch|styles|designs|in store|stock)
        just (?:came in|landed|dropped|launched|arrived in)|latest (?:collection|range|models?|arrivals)
        (?:check|checked) out (?:our|the|my|these|what)
        (?:have|take|sneak) (?:a )?(?:quick )?(?:look|peek|peep) at (?:our|the new|what's new)
        (?:browse|shop|discover|explore) (?:our|the|now)
        may we (?:also )?(?:recommend|suggest|interest)
        (?:recommend|interest you in|tempt you|introduce you to|treat yourself|why not (?:add|try|treat|pick up|grab))~
        (?:premium|pro|deluxe) (?:\w+ )?(?:model|version|set|plan|care)|for (?:just|only) \S{0,6}\d
        only \S?\d+(?:[.,]\d+)? (?:more|extra)|limited (?:edition|offer|stock)
        limited time (?:offer|only|deal|price)|special (?:offers?|price|deals?)
        (?:great|hot|best|exclusive|today's) (?:deals?|offers?)|deals
        while (?:stocks?|supplies|they) last|few (?:\w+ )?left|selling (?:fast|out)|bestsell~|best sell~
        buy (?:one|two|2|1) |two for one|bundle~|don't miss|last chance|black friday|cyber monday|prime day
        matching
        go(?:es)? (?:\w+ )?(?:well |great |perfectly |nicely |beautifully |lovely )?(?:with your|with it|together)
        pairs? (?:\w+ )?with
        would (?:look|suit|go) (?:\w+ )?(?:gorgeous|great|lovely|good|stunning|perfect|well|nice|fab)~
        perfect (?:match|companion|partner)|complement~
        (?:customers|people|folks|buyers|owners) (?:\w+ ){0,6}(?:also|seldom|rarely|usually|often|love|swear)
        promo~|(?:join|sign up for) our|newsletter|loyalty (?:card|club|program|scheme)~
        next purchase|catalog~|lookbook|price tags?"""
    ),
    asked=_words(
        r"not|no|\w+n't|cannot|never|asked?|wanted|you (?:bought|ordered|used|saw|mentioned|wrote|"
        r"paid)|over|ended|sold|off the|unsubscri~|remov~|taken you off|opt~ out|was|were|had|refund~|"
        r"warranty|exchange~|replac~|no charge|free"
    ),
)

_MES = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    "|ene|feb|mar|abr|jun|jul|ago|sep|oct|nov|dic"
)
_POCOS = (
    r"\d+|una?|unos|unas|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|quince|veinte|treinta|"
    r"par de|pocas|pocos|media"
)
_HORAS = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"

_ES_REMEDIES = {
    "part": (
        r"(?:reembols|devoluci|devolv)\w* (?:\w+ )?(?:parcial|de la mitad|de una parte|la mitad|una parte|"
        r"el \d+)|la mitad|parte del (?:importe|precio|dinero)|descuento~|rebaj~|bonific~|reducci[óo]n|"
        r"\d+ ?% (?:menos|de)|un \d+ ?%|reducir~|menos"
    ),
    "refund": (
        r"reembols~|reintegr~|(?:tu|su|el) dinero|dinero de vuelta|devol(?:ver|vemos|vería|veríamos|veré|"
        r"veremos)~ (?:el |todo |la |íntegr|\d)~|devolución (?:del|íntegra|total|completa)|"
        r"devuelv[oe] (?:el|todo|la|lo|su|tu)|abon~ (?:el|la|íntegr)\w*|el importe"
    ),
    "credit": (
        r"(?:un|el|este|otro|del) vale|vales|cup[óo]n~|saldo~|cr[ée]dito|"
        r"tarjetas? regalo|c[óo]digo de descuento|puntos|monedero"
    ),
    "repair": (
        r"repar~|arregl~|compon~|pon~ (?:una |un )?(?:nuev~|piez~)|recambio|refacci[óo]n~|"
        r"pieza~ de repuesto|repuesto"
    ),
    "replace": (
        r"cambi(?:o|ar|amos|arl|e|á|emos|aremos|aríamos|arte|arle|arlo|arla|ártelo|árselo)~|sustitu~|"
        r"reemplaz~|reenv[íi]~|repo(?:ner|sici)~|otr[oa] (?:igual|nuev[oa])|un[oa]? nuev[oa]|nuev[oa]|"
        r"mand[oa]~ otr[oa]|(?:enviar|mandar|env[íi]|mand)~ otr[oa]"
    ),
    "extra": (
        r"regal(?:o|ar|arte|arle|amos|aremos)~|obsequi~|modelo superior|de cortesía|sum[ea] usted|"
        r"garantía extendida|ampliaci[óo]n de (?:la )?garantía|prolong~ la garantía|un detalle|"
        r"envío gratis en|limpieza"
    ),
}

_ES = Cues(
    thanks=_words(
        r"gracias|agrade~|gratitud|reconocid~|se aprecia|apreciamos|aprecio|obligad~|mercedes|"
        r"agradezc~|valoramos|qué bueno que|qué bien que|detalle de"
    ),
    receipt=_words(
        r"""reci[bv]~|recib[íi]~|recepci[óo]n~|lleg~|tenemos|tengo|anot~|registr~|const[ae]~|qued[aóo]~|quedado
        en (?:nuestr|mi|su|la|el)\w*|entr[óoa]~|acus~|nota|le[íi]~|vist~|vimos|vi
        abiert~|abr~|apunt~|obra|duerme|bandeja|buz[óo]n|mesa|manos|poder|guard~|archiv~|confirm~|incorpor~|tomad~
        tomo|tomamos|enterad~|conste|visto|aterri~|ca[íi]~|está~ (?:ya )?(?:aquí|con|en)|ya (?:está|es|lo|la|los|las)
        hici(?:ste|eron) llegar|escuchad~|captad~|hecho llegar|pas[óoa]~|traslad~|hemos|conmigo"""
    ),
    apology=_words(
        r"disc[uú]lp~|perd[oó]n~|lament~|s(?:entimos|iento|entir~|ent[ií]a~|abe mal)|pesar~|excus~|"
        r"apen~|duele~|dolid~|pena|vergüenza|arrepent~|nuestra culpa|nuestro error|mi culpa|mi error|"
        r"culpa nuestra|error nuestro|avergonz~|mal por nuestra parte|mea culpa|fallamos|mal rato|"
        r"qué (?:rabia|desastre)|sabe (?:muy )?mal"
    ),
    reason=_words(
        r"porque|debido|a causa|ya que|puesto que|dado que|el motivo|la causa|la raz[óo]n|por es[oe]|"
        r"de ahí|por ello|por lo que|a raíz|se deb(?:e|ió|ía)|como consecuencia|obedec~|motivad~|"
        r"por esta raz[óo]n|culpa (?:de|la)"
    ),
    time=_words(
        rf"""\d+ ?(?:de |del )(?:{_MES}|pr[óo]ximo|presente|mes)|(?:{_MES}) \d
        (?:en|de|desde|hasta|antes de|mes de) (?:{_MES})|\d+ (?:{_MES})
        (?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)s?|hoy|mañana|ayer|anoche|anteayer
        esta (?:misma )?(?:mañana|tarde|noche|semana|madrugada)|est[ea] (?:fin|mes)
        mediod[íi]a|medianoche|media (?:mañana|tarde)|tarde|noche|madrugada|mañanita
        (?:{_POCOS})(?: o \w+| a \w+| y \w+| \d+)? ?(?:d[íi]as?|horas?|hrs?|h|semanas?|mes(?:es)?|minutos?|min|ratos)
        d[íi]as? (?:h[áa]biles|laborables)|(?:d[íi]as?) \d+|(?:el|al?|del) \d+
        (?:a |de |sobre |hacia )?las? (?:\d+|{_HORAS})|\d+[:.h]\d\d~|\d+ ?(?:h|hs|hrs|horas)|\d+ ?[ap][.]? ?m[.]?
        \d+ \d+ \d+|\d+ \d+
        fin~ (?:de|del) (?:semana|mes|año|d[íi]a)
        (?:pr[óo]xim|siguiente|mism)\w* (?:semana|mes|d[íi]a|lunes|jornada)~
        semana (?:que viene|pr[óo]xima|entrante)|quincena|(?:principios|mediados|finales|primeros) de|jornada
        ma[ñn]ana|semana|plazo de|navidad|reyes"""
    ),
    clock=_words(
        rf"\d{{1,2}}[:.h]\d\d~|\d{{1,2}} ?h(?:s|rs|oras)?|\d{{1,2}} ?[ap][.]? ?m[.]?|(?:a|desde|de|"
        rf"sobre|hacia) las? (?:\d+|{_HORAS})|mediod[íi]a|las (?:\d+|{_HORAS})"
    ),
    zone=_words(
        rf"{_ZONES}|utc\d*|gmt\d*|hora(?:s|rio)? (?:de |del |en |local |oficial |peninsular|central|"
        rf"espa~|mex~|argent~|chil~|col~|continental|insular|canaria|europe~|tok~|pacíf~|este)~|"
        rf"peninsular|(?:de|en) (?:madrid|m[ée]xico|bogot[áa]|lima|tokio|buenos aires|santiago|"
        rf"canarias|cdmx|shangh[áa]i|pek[íi]n|hong kong)|tiempo (?:del?|local|central)"
    ),
    invitation=_words(
        r"dms?|mp|privad~|mensajes? (?:direct|intern|privad|de tu|de su|del)\w*|directo|inbox|bandeja|"
        r"interno|escr[íi]b~|cont[áa]ct~|mensajer[íi]a|messenger|md"
    ),
    remedy=_words("\n".join(_ES_REMEDIES.values())),
    kinds=_words(_kinds(_ES_REMEDIES)),
    many=_words(
        r"(?:tres|cuatro|cinco|seis|varias|[3-6]) (?:\w+ )?(?:opciones|caminos|alternativas|"
        r"soluciones|v[íi]as|posibilidades|formas|salidas|propuestas|maneras|cosas)"
    ),
    proposal=_words(
        r"pod(?:emos|r)~|puedo|puede~|ofre~|propo~|propuesta|propong~|opci[óo]n~|opt~|eleg~|elig~|"
        r"escog~|le |te |les |os |se |si |quier~|desea~|gustaría|haremos|haré|solución"
    ),
    bearer=_words(
        r"""gratis|gratuit~|sin (?:ning[úu]n |m[áa]s |que |cobr|pag|gast|cost|coste|cargo|desembols|abon|suplement)\w*
        (?:nuestr|mi|su)\w* (?:propi\w+ )?(?:car[gt]|cuenta|costa|coste|costo|bolsillo|parte|lado)~
        por (?:mi|nuestra) (?:cuenta|parte)
        (?:a|por|de) (?:nuestr[oa]|mi|cuenta|cargo|costa)~|corr(?:e|en|er|erá|emos|o|erán)~|asum~|pag[aoueáó]~|cubr~
        cubiert~|costea~|abon[aoe]~|sufrag~|prepagad~|portes|invita~|la casa|nada|ning[úu]n~|cero|cost~|nuestr[oa]s?
        absorb~|pon(?:go|emos) (?:yo|nosotros)|cargamos|(?:el|los|la|las) gastos?|gastos?
        de mi (?:bolsillo|cuenta)|no (?:te|le|se|tendr|tien|pag|hay|cuesta|va a)~|cuesta~|para m[íi]|m[íi]o
        reembols~|reintegr~|devolución del|dinero|descuent~|rebaj~|un \d+ ?%|bonific~
        ni un (?:euro|peso|céntimo|centavo)|haremos cargo|hacemos cargo|hago cargo|encarg~|c[ée]ntimo|centavo|peso
        euro"""
    ),
    untrue=_words(
        r"no|tampoco|ni|nunca|derechos?|ley|legal~|garantía|conforme|ayer|mencion[éeo]~|antes|dij~|"
        r"ya no|lamentablemente|sin poder|pidi[óo]~|pediste|solicit[óo]~|fue|era|había~|us[óo]|usaste|"
        r"utiliz[óo]|utilizaste|utilizado|usado|aplicó|aplicado|imposible"
    ),
    coupon=_words(
        r"cup[óo]n~|(?:un|el|este|otro|del|con) vale|vales|c[óo]digos? (?:de )?(?:descuento|"
        r"promo~|\S{0,6}\d)|c[óo]digo promocional|"
        r"bono de descuento|descuento con el código"
    ),
    enter=_words(
        r"tecle~|introdu[zc]~|escrib~|us[ae]~|ingres~|pon~|copi~|aplic~|met[ea]~|utili[cz]~|anot[ae]~|"
        r"palabra|c[óo]digo|letras|clave|canje~"
    ),
    checkout=_words(
        r"casilla~|carrito|cesta|al pagar|pr[óo]xim[ao]s? (?:compra|pedido)~|"
        r"siguiente (?:compra|pedido)|futur[ao]s? (?:compra|pedido)~|compra siguiente|total|caja|"
        r"finalizar"
    ),
    less=_words(
        r"\d+ ?%|por ciento|descuent~|rest(?:ar|a|ará|amos)~|rebaj~|menos|barat~|ahorr~|diferencia|"
        r"sorpresa|reduc~|bonific~|promoci~|mejor precio|baj(?:a|ará|ar)|regal~"
    ),
    promotion=_words(
        r"""rebajas|rebajit~|ofert[óo]n~|(?:de|en|nuestras|estas|las|super|gran|qué|más) ofertas?|promoci[óo]n~|promo~
        (?:todo|está|toda|están|tienda|web) (?:\w+ ){0,3}al \d+ ?%|\d+ ?% (?:de descuento|de rebaja|menos|en tod[oa]|off|dto)
        descuentazo~|aprovech~|liquidaci[óo]n|outlet|chollo~|ganga~
        2x1|3x2|dos por uno
        nuev[oa]s? (?:colecci[óo]n|temporada|modelos?|l[íi]nea|catálogo|diseños)
        nuev[oa]s? \w+ (?:de|para) (?:otoño|invierno|primavera|verano|temporada)|novedades|recién llegad~
        acaba~ de (?:aterrizar|llegar|salir|entrar)|cat[áa]logo
        ech[ae]~ un~ (?:ojo|vistazo|ojeada)|échale|por (?:s[óo]lo|apenas|tan s[óo]lo) \S{0,6}\d+|podría~ llevar~
        llév(?:ate|ese|atelo)~|recom(?:iend|end)~|(?:le|te) sugerimos
        (?:modelo|versión|gama) (?:premium|superior|pro|plus)|baratit~|más barat~
        a juego|combina~|hace~ juego|(?:muchos|muchas|otros|la mayoría de|nuestros) (?:client|compra)\w* ~
        no se arrep~|quedan (?:pocas|pocos|las últimas|los últimos)|[úu]ltimas (?:unidades|piezas)
        edici[óo]n limitada|(?:oferta|promoci[óo]n|precio)\w* (?:\w+ )?tiempo limitado
        black friday|buen fin|hot sale|cyber|pack|de regalo al
        si (?:sumas|añades|agregas|te llevas|suma|añade)|ya que estás|mientras (?:tanto )?(?:espera|echa|puedes)~
        le (?:quedaría|iría)|te (?:quedaría|iría)|newsletter|suscr[íi]b~"""
    ),
    asked=_words(
        r"no|nunca|ya no|preguntó|preguntaste|pregunta~|pidi~|pediste|que (?:compr|pag|ped|us)\w+|"
        r"compr(?:aste|ó)|pagad[oa]~|pagaste|termin~|acab[óo]|agotad~|agot[óo]|baja|retir~|eliminad~|"
        r"sin (?:coste|costo|cargo)|no tiene que|fue|era|(?:se )?(?:te|le) (?:devuelve|reembolsa|"
        r"cambia)~|gratis|garantía"
    ),
)

_JA_REMEDIES = {
    "part": (
        r"一部(?:を|の|ご)?返|半[額分](?:を|の|分)?(?:ご?返|お返|お戻|引)|割(?:を|"
        r"の|分)?(?:ご?返|お返|お戻|引)|%(?:を|の|分)?(?:ご?返|お返|お戻|"
        r"引|割引|値引)|％(?:を|の|分)?(?:ご?返|お返|お戻|引|割引|値引)|値引|減額|部分返金"
    ),
    "refund": r"返金|返還|払い戻|払戻|お金で戻|お金を(?:お?返|戻)|代金を(?:お?返|お戻)|返して|キャンセルして",
    "credit": r"クーポン|ポイント|商品券|金券|ギフト券|ギフトカード|ストアクレジット|次回の?送料",
    "repair": r"修理|修繕|直し|お直し|補修|部品(?:だけ)?(?:を)?(?:お?送|交換)",
    "replace": r"交換|取り替|取替|代わり|代替|新しいの|新品|再送|作り直|別の色|色変更|お品替|送り直",
    "extra": r"プレゼント|おまけ|お付け|焼き菓子|粗品|菓子|保証(?:の|を)延長|上位(?:機種|モデル)|無料で(?:お?付|アップ)",
}

_JA = Cues(
    thanks=_signs(r"ありがと|有難|有り難|感謝|御礼|お礼|深謝|謝意|多謝|助かり|恐縮|うれし|嬉し|サンキュ|恐れ入り|光栄"),
    receipt=_signs(
        r"受け?取|受領|受け?付|受信|受理|承|承知|拝|届い|届き|頂戴|頂き|いただきまし|いただいており|"
        r"確認し|確認いたし|確認でき|確認が|把握|預か|載っ|載せ|収ま|着い|"
        r"着き|着しま|到着|記録|登録|見まし|読みまし|読ませ|読んで|メモ|たしかに|確かに|伺い|伺っ"
        r"|お聞き|耳に|目を通|手元|拾い|拾っ|入りまし|入って|入っており|済みで|届出|来まし|"
        r"来て|来てい|まいりまし|見せてもら|見て|見せていただ|もらいまし|わかりまし|"
        r"分かりまし|了解|控え|つなが|引き継|回し|知りま|受けま|受けて|ございます。写真|残って|保存|ちょうだい"
    ),
    apology=_signs(
        r"申し?訳|もうしわけ|すみませ|すいませ|詫び|わび|ごめん|失礼|謝罪|陳謝|深謝|恐縮|"
        r"面目|反省|許し|容赦|恥じ|恥ずかし|遺憾|謝り|謝る|心苦し|ご迷惑|至ら|言い訳|"
        r"不手際|責任を|悔や|お手数をおかけ|胸が痛|合わせる顔|おかけし|おかけいた|弁解|恐れ入りま|痛恨|返す言葉|お恥"
    ),
    reason=_signs(
        r"ため[、にで]|ので[、す]|原因|理由|せいで|によ[りる]|影響で|事情|"
        r"都合|ことから|経緯|というのも|からです|からでございます|ゆえ"
    ),
    time=_signs(
        r"[0-9０-９]{1,4} ?(?:か月|カ月|ヶ月|[月日時分週年/：:]|営業日|時間|曜)|[一二三四五六七八九十]{1,4}(?:月|"
        r"日|時|週|営業|時間|か月|両日)|本日|今日|きょう|"
        r"明日|明後日|明朝|明晩|あす|あした|昨日|昨晩|きのう|今晩|今夜|今朝|今週|来週|先週|"
        r"週明け|週末|週内|月末|月内|曜|正午|午前|午後|夕方|夕刻|夜[にまの七八九]|"
        r"今夕|お昼|昼[にまの過前]|朝[にまのい一]|数日|翌日|翌朝|翌週|当日|営業日|"
        r"営業時間|末日|上旬|中旬|下旬|初旬|年内|今月|来月|明けに|三日|一両日|"
        r"のちほど[0-9]|時間以内|以内|[0-9０-９]{1,4}/[0-9０-９]|大安|日没|日付"
    ),
    clock=_signs(r"[0-9０-９]{1,2} ?(?:[：:][0-9０-９]{2}|時)|[一二三四五六七八九十]{1,4}時|正午|零時"),
    zone=_signs(
        r"JST|UTC|GMT|CES?T|[ECMP][SD]?T(?![A-Za-z])|日本(?:の)?(?:標準)?時|"
        r"(?:日本|東京|現地|北京|中国|香港|台湾|台北|ロンドン|"
        r"ニューヨーク|米国|太平洋|東部|中部|シンガポール|韓国|ソウル|ベルリン|"
        r"パリ|当地|標準)の?(?:標準|夏)?の?時[間刻]|標準時|時差"
    ),
    invitation=_signs(
        r"DM|ＤＭ|ダイレクト|メッセージ|個別|非公開|私信|プライベート|お問い合わせ窓口|"
        r"お問い合わせフォーム|注文履歴|お知らせくださ|ご連絡くださ"
    ),
    remedy=_signs("\n".join(_JA_REMEDIES.values())),
    kinds=_signs(_kinds(_JA_REMEDIES)),
    many=_signs(
        r"(?:[3-6３-６三四五六]|いくつか|複数)(?:つ|通り|案|とおり|種類|個)の?(?:から|"
        r"ご?提案|方法|選択|お選び|中から|対応|を|ご?用意|が)|③|３択|三択|四択"
    ),
    proposal=_signs(r"でき|可能|ご提案|提案|いかが|どうで|どうし|選|用意|いたします|します|まし|ます|ませんか|希望"),
    bearer=_signs(
        r"負担|無料|無償|こちら持ち|当店持ち|うち持ち|持ち(?:で|ま|ですの)|[でがを]持ち|"
        r"持って|持たせ|持つ|払い|支払|頂戴しませ|頂戴いたしませ|いただきませ|"
        r"いただきません|かかりませ|かからず|かから?な|お金は|費用|送料込|ゼロ|0円|０円|サービス|"
        r"いりませ|不要です|お財布|出しま|追加|いただくこと|発生|着払|ただで|タダ|"
        r"返金|払い戻|割引|値引|払|賄|負い|負う|弊社が|当店が|補填|頂かず|頂きませ|お代"
    ),
    untrue=_signs(
        r"できませ|できない|いたしかね|できかね|ありませ|ございませ|なくて|なく、|ないんで|ないです|権利|法|規約|規定|"
        r"保証書|以前|先日|ではなく|エラー|使われ|使えな|支払われ|利用分|ご使用済|適用され|お断り|かねます|無理"
    ),
    coupon=_signs(
        r"クーポン|割引コード|優待コード|プロモ(?:ーション)?コード|割引券|"
        r"優待券|商品券|ギフトコード|特典コード|値引きコード|バウチャー"
    ),
    enter=_signs(r"入力|入れ|打|ご?利用|お使い|使っ|使う|記入|合言葉|コード|文字|添え|唱え"),
    checkout=_signs(
        r"お支払い?(?:時|画面|の際|前|の前)|会計|レジ|次回|次の(?:お買い?物|ご?注文)|"
        r"次も|お買い?物|買い物|カート|ご?購入(?:手続|時|画面)|ご注文(?:時|の際)"
    ),
    less=_signs(
        r"割引|割ほど|お安|安く|引き|OFF|オフ|[0-9０-９]{1,4} ?[%％]|"
        r"値引|お得|いいこと|軽く|減り|下が|サービス|おまけ|円引|特典"
    ),
    promotion=_signs(
        r"セール|新作|新商品|新製品|入荷しまし|入荷したば|新着|[0-9０-９]{1,4} ?[%％] ?(?:オフ|"
        r"OFF|引|割)|割引|キャンペーン|特価|特売|お買い?得|お得|限定|"
        r"カタログ|上位(?:機種|モデル)|お買い替え|おすすめ|お薦め|オススメ|お勧め|おそろい|"
        r"お揃い|あわせ買い|合わせて(?:いかが|使|お使い|買)|セットで|一緒に(?:いかが|"
        r"買|お使い|使う)"
        r"|大人気|人気の|残りわずか|ぜひ(?:ご覧|のぞ|見て|お試し|この機会)|この機会に|"
        r"福袋|ブラックフライデー|初売|バーゲン|ポイント[0-9０-９]{1,4}倍|半額|クーポン|"
        r"専用の|メルマガ|のぞいて|見てみませんか|お店に(?:寄|来)|使う方が"
    ),
    asked=_signs(
        r"ませんので|しませ|いたしませ|送らな|(?<!れま)せん(?:。|ので|で)|お?たずね|"
        r"お尋ね|ご質問|合わな|合いませ|売り切れ|終了|外しま|外しておき|停止|不要な|"
        r"ご購入の|お買い上げ|お求めの|無償|無料|交換|返金|保証|ご希望"
    ),
)

_ZH_REMEDIES = {
    "part": (
        r"部分(?:货款|退款)|差额|一半|半[价额]|成(?:货款|退款)|%(?:的)?(?:货款|"
        r"退款)|退(?:还|您|你|回)?(?:一半|半价|半|部分|[一二三四五六七八九]成|"
        r"[0-9]{1,4}%)|减免|折[价让]|打折|折(?=[，。；、])|便宜|退运费"
    ),
    "refund": (
        r"退款|退钱|退费|退货款|全额退|退全款|退还(?:全|货|钱|款)|退回(?:全|"
        r"货|钱|款)|把钱退|钱退|退全|退你|退您|返款|退单"
    ),
    "credit": r"优惠券|代金券|抵用券|折价券|购物券|购物金|礼金|积分|红包|余额|储值|点数|折抵|抵扣",
    "repair": (
        r"维修|修理|修复|补漆|保修期内修|上门修|修好|返修|送修|检修|补(?:寄|"
        r"发)(?:一个|一只|一套|一份)?(?:零件|配件|部件)"
    ),
    "replace": (
        r"换货|更换|换新|换一|换个|换成|换双|换件|换购|调换|补发|补寄|"
        r"重寄|重发|重新寄|另寄|另发|再寄|替换|退换|换大|换小|再发"
    ),
    "extra": r"赠送|附赠|送您|送你|小礼|礼物|礼品|延长(?:半年|一年|两年|三个月)?保[修固]|延保|免邮(?:一次)?|升级|先补您",
}

_ZH = Cues(
    thanks=_signs(r"谢|感激|感恩|多亏|承蒙|辛苦|感荷|铭感|感念|欣慰|荣幸"),
    receipt=_signs(
        r"收到|收悉|收妥|收下|收讫|收齐|已收|查收|接收|签收|接到|接获|接报|受理|已阅|阅|"
        r"看到|看见|看过|记下|记录|记好|记住|登记|在案|知悉|知晓|得知|悉|到了|到手|"
        r"拿到|落到|读到|读过|读了|了解|建立|建好|存档|备案|送达|获悉|明白|转到|转给|到位|"
        r"清楚|抵达|进来|妥|听到|在我(?:手|这)|在我们(?:手|这)|录入|反馈已|"
        r"留言已|保存|进了|接下|躺在|入库|归档|已到|来了"
    ),
    apology=_signs(
        r"抱歉|对不起|对不住|对您不住|不好意思|歉|过意不去|见谅|谅解|原谅|包涵|惭愧|愧|内疚|"
        r"赔不是|赔礼|赔个|海涵|遗憾|不该|我们的(?:错|不是|失误|疏忽)|自责|请罪|"
        r"检讨|汗颜|难辞其咎|自省|恕罪|不周|道个"
    ),
    reason=_signs(r"由于|因为|原因|因此|所以|导致|之所以|缘于|起因|是因|缘故|以致|致使|故而"),
    time=_signs(
        r"[0-9０-９]{1,4} ?(?:个)?(?:[月日号点时分天周年/：:]|小时|工作日|分钟|钟头|"
        r"星期)|[一二两三四五六七八九十半]{1,4}(?:个)?(?:月|日(?!常)|号|点|小时|"
        r"工作日|天|周|星期|分钟|钟头|刻)|今天|今日|今晚|今早|今晨|今夜|明天|明日|明早|"
        r"明晚|后天|昨天|昨日|昨晚|本周|这周|下周|上周|周[一二三四五六日天末内]|星期|"
        r"礼拜|月底|月初|月内|本月|下月|下个月|上午|下午|中午|正午|傍晚|晚上|凌晨|早上|半夜|"
        r"日落|当天|当日|次日|即日|隔天|隔日|今明|小时内|工作日|下班前|天黑前|年内|"
        r"端午|中秋|国庆|春节|元旦|过年"
    ),
    clock=_signs(r"[0-9０-９]{1,2} ?(?:[：:][0-9０-９]{2}|[点时])|[一二两三四五六七八九十]{1,4}[点时]|正午|中午十二"),
    zone=_signs(
        r"UTC|GMT|CES?T|JST|HKT|SGT|BST|[ECMP][SD]T|(?:北京|"
        r"台北|台湾|香港|东京|日本|中国|当地|本地|美东|美西|美国|太平洋|东部|伦敦|"
        r"英国|格林尼治|格林威治|欧洲|中欧|新加坡|马来西亚|标准|纽约|柏林|巴黎|马德里|"
        r"墨西哥\w?|东[一二三四五六七八九八]|西[一二三四五六七八])(?:夏令|"
        r"标准)?(?:时间|时区|区)|夏令时|时区"
    ),
    invitation=_signs(
        r"私信|私讯|私聊|私下|站内信|订单消息|订单页|DM|消息联系|小窗|聊聊|聊天|后台|联系我们|与我们联系|信箱|客服|找我们"
    ),
    remedy=_signs("\n".join(_ZH_REMEDIES.values())),
    kinds=_signs(_kinds(_ZH_REMEDIES)),
    many=_signs(
        r"(?:[3-6三四五六]|好几|多)(?:种|个|条|项|套|样)(?:处理)?(?:方式|方案|"
        r"办法|选择|路|选项|途径|解决)|有这些办法|其三|方案三|选项三|③|三选一|四选一"
    ),
    proposal=_signs(r"可以|可|能|愿|建议|提议|提供|方案|拟|为您|给您|给你|要么|或者|要不|选|帮您|安排|我们"),
    bearer=_signs(
        r"承担|免费|负担|我[们方]?(?:来|这边|店|司)?(?:出|付|掏|包|买单|负责)|由(?:我|"
        r"本|敝|卖|店|公司|商|平台|小店|弊)|运费|邮费|邮资|包邮|免运|免邮|"
        r"费用|到付|不收|不用您?(?:付|花|出|掏)|无需(?:付|支付|承担|另付)|无须(?:付|"
        r"支付|另付)|我们(?:自己)?(?:消化|认|担)|一分钱|分文|不(?:另|"
        r"额外)?收|算(?:在)?我|记在我|我(?:们)?担|归我|包在我|买单|支应|自理|预付|"
        r"全包|店(?:里|家)?(?:出|付|承)|卖家出|零费用|0元|不花|免收|免付|退款|"
        r"退钱|退费|退还|退您|退你|退全|退回|减免|打折|损失"
    ),
    untrue=_signs(
        r"不能|无法|不可|没有|不予|不支持|不提供|恕|权利|法律|法规|依法|规定|"
        r"之前|曾|并非|没法|不再|不做|不行|已使用|使用过|用过|用掉|券后"
    ),
    coupon=_signs(
        r"优惠[券码]|折扣[码券]|折扣代码|优惠代码|折价券|代金券|抵用券|"
        r"抵扣券|红包码|促销码|兑换码|购物券|现金券|满减券|暗号"
    ),
    enter=_signs(r"输入|填(?!的)|录入|键入|打上|敲|写上|凭|出示|代码|口令|暗语"),
    checkout=_signs(
        r"结账|结算|付款(?:页|时)|下单[时页可即减立输，]|下次|下一[笔次单]|下回|购物车|支付(?:页|时)|再次购买|再来买|以后买|回购"
    ),
    less=_signs(
        r"[打享]?[一二三四五六七八九]折|[0-9]折|[0-9]{1,4}%|折扣|减|"
        r"优惠|变少|便宜|专属价|抵扣|折抵|立减|省|惊喜|少付|降价|特价"
    ),
    promotion=_signs(
        r"新款(?:[今已上到刚]|来|首)|上新|上架|新品(?:[今已上到刚]|来|首|发)|新到|"
        r"全场|[一二三四五六七八九1-9](?:\.\d)?折|打折|特卖|大促|促销|限时|"
        r"秒杀|满减|满\d{1,4}减|买一[送赠]|买二送|换购|加购|加\d{1,4}元|优惠(?:活动|价|中)|"
        r"优惠[券码]|双\s?1[12]|双十[一二]|黑五|618|年中|清仓|甩卖|特价|"
        r"福利|划算|进店|逛逛|看看呗|来看看|不妨(?:了解|看|试|考虑)|推荐|爆款|热卖|热销|"
        r"新季|新系列|搭配(?:起来|使用|效果|更)|配套的|许多(?:家庭|客户|顾客|"
        r"人)|很多(?:家庭|客户|顾客|人|朋友)|同系列|升级(?:版|款|到)|旗舰款|高配|价签|"
        r"店里很热闹|剁手|下单吧|手刀|心动|种草|要不要带|顺便带|带一[个件套]|直播间|"
        r"会员日|周年庆"
    ),
    asked=_signs(
        r"(?<![要好想用])不(?!妨|要错过|容错过|止|同凡)|没|您问|你问|问的|您说|结束|误传|移除|"
        r"取消|退订|您(?:买|订购|购买|下单)的|原价|差价|已售|售罄|免费|补发|退款|退还|更换"
    ),
)

CUES: Mapping[str, Cues] = {"en": _EN, "ja": _JA, "es": _ES, "zh": _ZH}


_OPEN, _CLOSE = r"[\[［【〔<＜《（(｛]", r"[\]］】〕>＞》）)｝]"
_GAP_WORDS = (
    r"names?|date|dates|time|day|order|orders?|number|no|nr|id|product|item|amount|price|sum|address|"
    r"e ?mail|phone|customers?|client|buyer|agent|link|url|tracking|carrier|courier|company|brand|"
    r"shop|store|code|reason"
    r"|insert|your|our|the|here|first|last|full|fill|in|add|enter|text|surname|title|city|signature|"
    r"x+|of|and|or|reference|ref|issue|problem|department|hours?|refund|delivery|due"
    r"|nombre|fecha|pedido|n[úu]mero|n[ºo°]|producto|art[íi]culo|importe|direcci[óo]n|correo|"
    r"tel[ée]fono|client[ea]|agente|enlace|empresa|tienda|marca|apellidos?|insertar|indicar|completar|"
    r"aqu[íi]|rellenar|hora|d[íi]a|del?|la|el|su|tu|motivo|plazo|seguimiento|transportista"
)
_GAP_NOUNS = (
    r"(?:ご|お)?(?:客様|客さま|名前|氏名|名|日付|日時|日|時間|商品|品名|商品名|注文|"
    r"受注|番号|注文番号|受注番号|金額|住所|電話番号|担当|担当者|担当者名|店名|店舗名|"
    r"会社名|理由|期限|追跡番号|型番|リンク|URL|件名)+(?:様)?"
    r"|(?:客户|客戶|顾客|顧客|买家|買家|您的?|先生/女士|姓名|姓氏|名字|名称|名稱|姓|"
    r"日期|时间|時間|订单|訂單|编号|編號|号|號|号码|號碼|商品|产品|產品|品名|型号|"
    r"型號|金额|金額|地址|电话|電話|单号|單號|快递|快遞|物流|公司|店铺|店鋪|店名|客服|链接|連結|原因|具体|具體)+"
)
GAP_START = re.compile("[{$%\\[<＜［〔｛【《（(XxＸTFLDH様_＿〇○◯●△□▲■×＊]")
"""The signs that a placeholder begins with."""
PLACEHOLDER = re.compile(
    r"\{\{.{0,60}?\}\}|\{%.{0,60}?%\}|\$?\{[^{}\n]{0,40}\}|%[A-Za-z][A-Za-z_]{2,30}%|"
    r"%\([a-z_]{1,30}\)s|(?<![\w%])%[sd]\b|\[\[[^\[\]\n]{1,40}\]\]"
    rf"|\[(?:\s?(?i:{_GAP_WORDS})[\s_./'’-]{{0,2}}){{1,6}}\](?!\()|"
    rf"[<＜](?:\s?(?i:{_GAP_WORDS})[\s_./'’-]{{0,2}}){{1,6}}[>＞]"
    r"|[\[<][A-Za-z]+(?:_[A-Za-z]+)+[\]>]|[\[(](?i:insert|fill in|enter|add|your|insertar|indicar|"
    r"completar|rellenar|poner) [^\]\n()]{1,30}[\])]|\((?i:nombre|fecha|name|date|order number|"
    r"customer name)\)"
    rf"|[\[［〔＜<｛](?:{_GAP_NOUNS})[\]］〕＞>｝](?!\()"
    rf"|(?:[【《（(](?:{_GAP_NOUNS})[】》）)](?=\s?(?:様|"
    rf"さま|さん|先生|女士|小姐|您好|你好|的|[をはにのがで,，。、！!?？]))|"
    rf"(?<=[的爱愛])[【（](?:{_GAP_NOUNS})[】）])"
    rf"|{_OPEN}[^()（）\[\]【】\n]{{0,14}}(?:を入力|を記入|を挿入|をご記入|"
    rf"要入力|要記入|ここに|未定稿|待补|待補|待填|待定|请填|請填|此处|此處|填写|"
    rf"填寫|填入|插入)[^()（）\[\]【】\n]{{0,10}}{_CLOSE}"
    r"|(?<![A-Za-z0-9\-*•])(?:X{3,}|x{4,}|Ｘ{2,})(?![A-Za-z]|[\s-]?[0-9])|"
    r"(?<![A-Za-z0-9])[Xx]{2}(?=\s?(?:[先女小様さ月日号號点點元円年家公快产產商店]|[)）]))|"
    r"(?<![A-Za-z0-9])[XＸ](?=[月日号號][XＸ0-9]?|年[XＸ])"
    r"|(?<![一二三四五六七八九零])[〇○]{2,}(?![一二三四五六七八九])|[◯●△□▲■×＊]{2,}(?=[^\s]?)(?<!\n)|"
    r"[○〇●△×](?=[月日様](?![本曜]))|_{3,}|＿{2,}"
    r"|\b(?:TBD|TODO|FIXME|TBA)\b|(?i:\blorem ipsum\b)|(?m:^(?:Dear |(?:Hi|Hello|Hola|"
    r"Estimad[oa]) )[,:])|(?m:^様[、，\s])",
)
"""What a writer puts where something is still to be filled in."""

FOREIGN: Mapping[str, Pattern] = {
    "latin": re.compile(r"[\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u0400-\u052fΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορτυχ]+"),
    "ja": re.compile(r"[\uac00-\ud7af]+"),
    "zh": re.compile(r"[\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fd-\u30ff\uff66-\uff9f\uac00-\ud7af]+"),
}
"""Writing that has no place in a language; "latin" stands for English and Spanish."""

EMOJI = re.compile(
    r"[\u203c\U0001f1e6-\U0001faff\u2600-\u2604\u2607-\u26ff\u2705\u2708-\u270f\u2728\u2744\u274c\u274e\u2753-\u2757\u2763\u2764\u2b50\u2b55][\ufe0f\u200d\U0001f1e6-\U0001faff\u2640\u2642]*"
)
EXCLAIMED = re.compile("[!！][!！?？]*[!！]")
_LOUD = (
    r"NOT|NEVER|VERY|ONLY|MUST|ALWAYS|PLEASE|SORRY|IMPORTANT|URGENT|WARNING|ATTENTION|NOW|FINAL|FREE|"
    r"REALLY|EXTREMELY|IMMEDIATE|STOP|EVERY|ANY|DO|DON'T|CANNOT|WILL|LAST|BEFORE|AFTER|TODAY|TWICE|"
    r"AGAIN|BOTH|EXACTLY|SO|TOO|MANY|MOST|NOTHING|ALL|NO|YES|YOU|YOUR|OUR|WE|IS|ARE|THE|AND|READ|"
    r"CLEARLY|TRULY|DEEPLY"
    r"|SÓLO|SOLO|NUNCA|SIEMPRE|NADIE|NADA|MUY|IMPORTANTE|URGENTE|ATENCIÓN|AVISO|ÚLTIMA|ÚLTIMO|GRATIS|"
    r"HOY|AHORA|DEBE|TODO|TODOS|TODA|TODAS|ÚNICA|ÚNICO|MUCHO|MÁS|JAMÁS|NINGÚN|NINGUNA|YA|INMEDIATO|"
    r"PROHIBIDO|OBLIGATORIO"
)
CAPITALS = re.compile("[A-ZÁÉÍÓÚÑÜ]{2,}")
SHOUTED = re.compile(
    rf"(?<![\w.&/-])(?:(?:{_LOUD})|[A-ZÁÉÍÓÚÑÜ]{{3,}}(?:ING|LY|ED|TION|TIONS|ABLE|IBLE|MENT|NESS|FUL|"
    rf"MENTE|CIÓN|CIONES|ADO|ADA|ADOS|ADAS|IDO|IDA|IDOS|IDAS|BLE|DAD|EMOS|AMOS|TANTE))(?![\w&/-])"
    r"|(?<![\w.&/-])[A-ZÁÉÍÓÚÑÜ]{3,}(?:[ ,]+[A-ZÁÉÍÓÚÑÜ]{2,}){2,}(?![\w&/-])"
)

QUOTE_START = re.compile('[「『“«"（(‘]')
QUOTED = re.compile(
    r"「[^「」\n]{0,300}」|『[^『』\n]{0,300}』|“[^“”\n]{0,300}”|«[^«»\n]{0,300}»|\"[^\"\n]{0,300}\"|"
    r"[（(][^（）()\n]{0,300}[)）]|‘[^‘’\n]{0,80}’"
)
"""A quotation or an aside, which speaks in its own voice."""

ANATA = re.compile(r"あなた|貴方|アナタ")
_KANJI = "\u4e00-\u9fff々"
PLAIN_FORM = re.compile(
    rf"(?:(?<!まし)(?<!でし)(?<!あし)(?<!ふ)(?<!かな)た|(?<![まくた])だ|"
    rf"である|じゃん|(?:な|た|ほし|欲し|づら|やす|に[くぐ])い|なかろう|"
    rf"(?<![まで])(?:[{_KANJI}いきしちにひみりえけせてねへめれおこさわすくつむ])る|[{_KANJI}](?:す|む|ぶ|ぬ|ぐ)"
    rf"|(?:届|書|聞|置|着|続|付|開|頂|いただ)く|(?:思|行|願|違|使|払|もら|言|会|合|"
    rf"だろ|しよ|しま|よ)う(?<!しょう)(?<!ますよう)|(?:待|持|立|打)つ|ごめん|すまん|"
    rf"すまない|くれ|しろ|わかった|てほしい|てくれ|頼む)(?:[よねなさぞぜわ]|よね|から|けど|が|の)?$"
)
"""The end of a sentence in the plain form."""

_IZE = (
    "apolog|author|organ|reorgan|recogn|real|custom|personal|final|priorit|minim|maxim|summar|"
    "standard|special|famil[i]?ar|util|emphas|sympath|memor|categor|item|synchron|optim|visual|sanit|"
    "neutral"
    "|penal|modern|initial|scrutin|capital|legal|harmon|character|crystall|computer|monopol|local|"
    "central|critic|general|normal|stabil|mobil|equal|formal|symbol|energ|cannibal|general|hospital|"
    "immun|individual|jeopard|material|motor|national|patron|polar|public|rational|regular|revital|"
    "social|steril|terror|theor|union|urban|victim|vocal|vapor|character|digit|fertil|finali|fossil|"
    "magnet|pasteur|pressur|randomi?|tailor|winter|weather"
)
BRITISH = _words(
    rf"""(?:{_IZE})is(?:e[drs]?|ing|ations?|ers?|able)|(?:ana|para|cata)lys(?:e[drs]?|ing)
    (?:\w{{0,4}}col|fav|hon|behavi|neighb|lab|flav|rum|hum|harb|vap|od|vig|endeav|sav|splend|cand|arm|glam)our~
    (?:cent|theat|fib|lit|met|cal[i]b|lust|somb|spect|mill[i]met|centimet|kilomet)res?|centred
    greys?|greyish|cheques?|chequebook|licences?|licenced|programmes?|enquir~|aluminium|fulfils?|fulfilment
    jewellery|pyjamas|cosy|cosi~|sceptic~|defence|offence|pretence|practis~|tyres?|kerbs?|ploughs?|mouldy?|moulds
    moulding|manoeuvr~|paediatric~|anaesthe~|storeys?|draughts?~|whilst|instal|enrol|enrolment|skilful|wilful
    woollen|travell(?:ed|ing|ers?)|cancell(?:ed|ing)|labell(?:ed|ing)|modell(?:ed|ing)|signall(?:ed|ing)
    levell(?:ed|ing)|marvellous|counsell~|dialled|fuell~|totall(?:ed|ing)|quarrell~|aeroplanes?|haem~|diarrhoea
    oestr~|moustaches?|sulph~|judgement|ageing|catalogu(?:ed|ing)|analogue|mum"""
)
AMERICAN = _words(
    rf"""(?:{_IZE})iz(?:e[drs]?|ing|ations?|ers?|able)|(?:ana|para|cata)lyz(?:e[drs]?|ing)
    (?:\w{{0,4}}col|fav|hon|behavi|neighb|lab|flav|rum|hum|harb|od|vig|endeav|sav|splend|cand|arm)or(?:s|ed|ing|able|ably|ite|ites|ful|al|less|hood|ly|y|fast)?
    (?:cent|theat|fib|lit|calib|lust|somb|spect|centimet|millimet|kilomet)ers?|centered
    grays?|grayish|aluminum|fulfill|fulfillment|fulfills|jewelry|pajamas|cozy|cozi~|skeptic~|defense|offense
    pretense|(?:re)?traveled|traveling|travelers?|canceled|canceling|labeled|labeling|modeled|modeling|signaled
    leveled|marvelous|counselor~|totaled|airplanes?|molds?|moldy|molded|maneuver~|pediatric~|plows?|plowed|enroll
    enrollment|skillful|willful|woolen|mustaches?|sulfur~|checkbook|paycheck|mom"""
)

_NOS = r"(?:me|nos|melo|mela|melos|melas|noslo|nosla|noslos|noslas|lo|la|los|las)"
FAMILIAR = _words(
    rf"""t[úi]|tus?|contigo|tuy[oa]s?|te|puedes|quieres|tienes|prefieres|necesitas|eres|estás|sabes|dices|deseas|recibes
    ves|haces|debes|vienes|crees|quieras|puedas|tengas|prefieras|necesites|recibas|veas|podrías|querrías|tendrías
    deberías|preferirías
    (?!atrás|detrás|demás)\w{{2,}}rás
    (?!existe|insiste|consiste|asiste|resiste|persiste|desiste|subsiste|viste|reviste|triste|chiste|contraste|desgaste|desbaste|gaste|baste|traste|arrastre|embiste|quiste|alpiste|despiste|emplaste|encaste|engaste|subaste|aplaste|arraste|devaste|reciste|plaste|haste)\w{{2,}}[ai]ste
    (?:mánda|envía|cuénta|indíca|avísa|confírma|pása|adjúnta|déja|escríbe|respónde|explíca|enséña|muéstra|súbe|contésta|ayúda|perdóna|discúlpa|lláma|permíte|compruéba){_NOS}
    dime|dinos|dímelo|dínoslo|hazme|haznos|hazlo|ponme|ponte|quédate|perdona|échale|tómate|fíjate|mándalo|envíalo"""
)
_SAID = (
    "rogamos|ruego|pedimos|agradecemos|agradezco|informamos|informo|escribimos|escribo|confirmamos|confirmo"
    "|recordamos|proponemos|propongo|ofrecemos|comunicamos|avisamos|saludamos|saluda|atendemos|deseamos"
)
FORMAL = _words(
    rf"""ustedes|usted|uds?[.]?|vds?[.]?|disculpe|perdone|dígan?(?:me|nos|melo|noslo)
    (?:mánde|envíe|cuénte|indíque|avíse|confírme|páse|adjúnte|déje|escríba|respónda|explíque|enséñe|muéstre|súba|contéste|ayúde|lláme|háblé|permíta|hága|háganos|téngalo|remíta|facilíte|comuníque|póngase|quédese|concéda|acépte|verifíque){_NOS}
    háganos|hágame|permítame|permítanos|póngase|quédese|tómese
    (?:me |nos )?(?:puede|podría) \w+[aei]r(?:me|nos)(?:l[oa]s?)?
    le (?:{_SAID})(?! (?:\w+ ){{0,3}}al? )"""
)
COURTEOUS = _words(r"estimad[oa]s?|sra?|señora?|don|doña|apreciad[oa]")
DISTANT = _words(r"su|sus|le|les|suy[oa]s?")
CODE = re.compile(r"(?<![\w-])[A-Z]{4,}[0-9]{1,4}(?![\w-])")
"""What looks like the code of a coupon: SORRY15."""
