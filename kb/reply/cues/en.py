"""How English is worded."""

from __future__ import annotations

from kb.reply.cues.expressions import Cues, kinds, words

_MONTHS = (
    "jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
    "|january|february|march|april|august|september|october|november|december"
)
_UNITS = "hours?|hrs?|h|days?|weeks?|months?|minutes?|mins?"
_FEW = r"\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty|half|few|couple"
ZONES = (
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

EXPRESSIONS = Cues(
    thanks=words(
        r"thank~|thx|grateful~|gratitude|appreciat~|obliged|cheers|ta|indebted|kind of you|good of you|"
        r"glad you"
    ),
    receipt=words(
        r"""receiv~|receipt|got|gotten|arriv~|reach~|came|come|in (?:our|my|good|safe|the)|is in|it's in|are in|all in
        safely in
        with (?:us|me|our|my|the)|to hand|hand|here|log|logged|not(?:ed|e|ing)|regist~|record~|filed?|land~|lies|lying
        lay~|sits
        on (?:our|my|file)|have (?:your|the|it|them|all|both|these|this|that|read|seen|opened|heard|taken|everything)
        seen|saw|read
        picked up|popped up
        opened|acknowledg~|confirm~|made it|taken (?:in|down|up)|heard|queue~|found its way|accepted|before me
        under review|has been passed
        you (?:ask|asked|mention|mentioned|describe|described|report|reported|raise|raised|wrote|point out)
        i've|we've|hear~|understood|it's all|delivered|captured|booked|through|gone to|added|know about
        safe and sound"""
    ),
    apology=words(
        r"sorry|apolog~|regret~|forgiv~|pardon|excuse us|my bad|our bad|mea culpa|ashamed|sorrow~|"
        r"pains us|remorse|contrite"
        r"|our (?:fault|mistake)|my (?:fault|mistake)|unacceptable|not acceptable|let you down|amends"
    ),
    reason=words(
        r"""because|due to|owing to|the reasons?|reason (?:was|is|for)|caused by|the cause|that(?: is|'s) why|which is why
        hence
        as a result|on account of|resulted from|stem~|down to|the explanation|for this reason|consequently|therefore"""
    ),
    time=words(
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
    clock=words(
        r"\d{1,2}[:.h]\d\d~|\d{1,2} ?[ap][.]?m[.]?|\d{3,4} ?(?:hrs|hours)|noon|midday|midnight|\d{1,2} o'clock"
        r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: thirty)? (?:o'clock|"
        r"in the morning|[ap][.]?m)|half past \w+"
    ),
    zone=words(
        rf"""{ZONES}|utc\d*|gmt\d*|\w+ (?:standard |summer |daylight |mean |local )?time
        (?:time|hours|clock) (?:in|of) \w+|\w+ clocks?|our time"""
    ),
    invitation=words(
        r"dms?|direct~|pm|private~|inbox|message us|message me|send us a message|drop us a (?:line|"
        r"message)|write to us|messenger"
        r"|order messages?|contact us|reach (?:out|us)|get in touch|message (?:through|via|from|in)|"
        r"your orders?|message button"
    ),
    remedy=words("\n".join(_EN_REMEDIES.values())),
    kinds=words(kinds(_EN_REMEDIES)),
    many=words(
        r"(?:three|four|five|six|several|[3-6]) (?:\w+ )?(?:options?|ways|choices|possibilities|"
        r"solutions|alternatives|remedies|offers|proposals|things we can)"
    ),
    proposal=words(
        r"(?:can|could|will|would|shall|may|might|i'll|we'll|i'd|we'd)|offer~|propos~|suggest~|"
        r"how about|would you|option~|choos~|choice|pick|prefer~|like to|happy|glad|willing|prepared|"
        r"ready|fancy"
    ),
    bearer=words(
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
    untrue=words(
        r"""not|can't|cannot|won't|unable|n't|no|neither|nor|unfortunately|rights?|entitle~|law|legal~|statutor~|policy
        directive|warranty
        \w+n't|never|already|yesterday|earlier|previously|asked|wrote|wanted|mentioned|was|were|had|you used
        applied|instead of|rather than|other things|do not"""
    ),
    coupon=words(
        r"coupons?~|vouchers?~|promo~(?: code)?|discount codes?|codes? for \S+ off|offer codes?|"
        r"money off|gift codes?|savings code"
    ),
    enter=words(
        r"type~|enter~|use~|using|key~|put~|pop~|quot~|appl~|try|add~|word|code|characters|letters|"
        r"mention|present|redeem~"
    ),
    checkout=words(
        r"checkout|check out|basket|cart|next (?:\w+ )?(?:order|purchase|shop|buy)~|"
        r"future (?:\w+ )?(?:order|purchase|buy)~|your next|at the till|promo~ (?:box|field)"
    ),
    less=words(
        r"off|\S{0,6}?\d{1,4} ?% ?~|percent~|per cent|discount~|cheap~|lower|lighter|less|drop~|reduc~|saving~|"
        r"saves?|knock~|surprise|total|price|treat|shrink~|melt~|bargain|better price"
    ),
    promotion=words(
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
    asked=words(
        r"not|no|\w+n't|cannot|never|asked?|wanted|you (?:bought|ordered|used|saw|mentioned|wrote|"
        r"paid)|over|ended|sold|off the|unsubscri~|remov~|taken you off|opt~ out|was|were|had|refund~|"
        r"warranty|exchange~|replac~|no charge|free"
    ),
)

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
BRITISH = words(
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
AMERICAN = words(
    rf"""(?:{_IZE})iz(?:e[drs]?|ing|ations?|ers?|able)|(?:ana|para|cata)lyz(?:e[drs]?|ing)
    (?:\w{{0,4}}col|fav|hon|behavi|neighb|lab|flav|rum|hum|harb|od|vig|endeav|sav|splend|cand|arm)or(?:s|ed|ing|able|ably|ite|ites|ful|al|less|hood|ly|y|fast)?
    (?:cent|theat|fib|lit|calib|lust|somb|spect|centimet|millimet|kilomet)ers?|centered
    grays?|grayish|aluminum|fulfill|fulfillment|fulfills|jewelry|pajamas|cozy|cozi~|skeptic~|defense|offense
    pretense|(?:re)?traveled|traveling|travelers?|canceled|canceling|labeled|labeling|modeled|modeling|signaled
    leveled|marvelous|counselor~|totaled|airplanes?|molds?|moldy|molded|maneuver~|pediatric~|plows?|plowed|enroll
    enrollment|skillful|willful|woolen|mustaches?|sulfur~|checkbook|paycheck|mom"""
)
