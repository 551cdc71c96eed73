"""How Spanish is worded."""

from __future__ import annotations

from kb.reply.cues.en import ZONES
from kb.reply.cues.expressions import Cues, kinds, words

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

EXPRESSIONS = Cues(
    thanks=words(
        r"gracias|agrade~|gratitud|reconocid~|se aprecia|apreciamos|aprecio|obligad~|mercedes|"
        r"agradezc~|valoramos|qué bueno que|qué bien que|detalle de"
    ),
    receipt=words(
        r"""reci[bv]~|recib[íi]~|recepci[óo]n~|lleg~|tenemos|tengo|anot~|registr~|const[ae]~|qued[aóo]~|quedado
        en (?:nuestr|mi|su|la|el)\w*|entr[óoa]~|acus~|nota|le[íi]~|vist~|vimos|vi
        abiert~|abr~|apunt~|obra|duerme|bandeja|buz[óo]n|mesa|manos|poder|guard~|archiv~|confirm~|incorpor~|tomad~
        tomo|tomamos|enterad~|conste|visto|aterri~|ca[íi]~|está~ (?:ya )?(?:aquí|con|en)|ya (?:está|es|lo|la|los|las)
        hici(?:ste|eron) llegar|escuchad~|captad~|hecho llegar|pas[óoa]~|traslad~|hemos|conmigo"""
    ),
    apology=words(
        r"disc[uú]lp~|perd[oó]n~|lament~|s(?:entimos|iento|entir~|ent[ií]a~|abe mal)|pesar~|excus~|"
        r"apen~|duele~|dolid~|pena|vergüenza|arrepent~|nuestra culpa|nuestro error|mi culpa|mi error|"
        r"culpa nuestra|error nuestro|avergonz~|mal por nuestra parte|mea culpa|fallamos|mal rato|"
        r"qué (?:rabia|desastre)|sabe (?:muy )?mal"
    ),
    reason=words(
        r"porque|debido|a causa|ya que|puesto que|dado que|el motivo|la causa|la raz[óo]n|por es[oe]|"
        r"de ahí|por ello|por lo que|a raíz|se deb(?:e|ió|ía)|como consecuencia|obedec~|motivad~|"
        r"por esta raz[óo]n|culpa (?:de|la)"
    ),
    time=words(
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
    clock=words(
        rf"\d{{1,2}}[:.h]\d\d~|\d{{1,2}} ?h(?:s|rs|oras)?|\d{{1,2}} ?[ap][.]? ?m[.]?|(?:a|desde|de|"
        rf"sobre|hacia) las? (?:\d+|{_HORAS})|mediod[íi]a|las (?:\d+|{_HORAS})"
    ),
    zone=words(
        rf"{ZONES}|utc\d*|gmt\d*|hora(?:s|rio)? (?:de |del |en |local |oficial |peninsular|central|"
        rf"espa~|mex~|argent~|chil~|col~|continental|insular|canaria|europe~|tok~|pacíf~|este)~|"
        rf"peninsular|(?:de|en) (?:madrid|m[ée]xico|bogot[áa]|lima|tokio|buenos aires|santiago|"
        rf"canarias|cdmx|shangh[áa]i|pek[íi]n|hong kong)|tiempo (?:del?|local|central)"
    ),
    invitation=words(
        r"dms?|mp|privad~|mensajes? (?:direct|intern|privad|de tu|de su|del)\w*|directo|inbox|bandeja|"
        r"interno|escr[íi]b~|cont[áa]ct~|mensajer[íi]a|messenger|md"
    ),
    remedy=words("\n".join(_ES_REMEDIES.values())),
    kinds=words(kinds(_ES_REMEDIES)),
    many=words(
        r"(?:tres|cuatro|cinco|seis|varias|[3-6]) (?:\w+ )?(?:opciones|caminos|alternativas|"
        r"soluciones|v[íi]as|posibilidades|formas|salidas|propuestas|maneras|cosas)"
    ),
    proposal=words(
        r"pod(?:emos|r)~|puedo|puede~|ofre~|propo~|propuesta|propong~|opci[óo]n~|opt~|eleg~|elig~|"
        r"escog~|le |te |les |os |se |si |quier~|desea~|gustaría|haremos|haré|solución"
    ),
    bearer=words(
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
    untrue=words(
        r"no|tampoco|ni|nunca|derechos?|ley|legal~|garantía|conforme|ayer|mencion[éeo]~|antes|dij~|"
        r"ya no|lamentablemente|sin poder|pidi[óo]~|pediste|solicit[óo]~|fue|era|había~|us[óo]|usaste|"
        r"utiliz[óo]|utilizaste|utilizado|usado|aplicó|aplicado|imposible"
    ),
    coupon=words(
        r"cup[óo]n~|(?:un|el|este|otro|del|con) vale|vales|c[óo]digos? (?:de )?(?:descuento|"
        r"promo~|\S{0,6}\d)|c[óo]digo promocional|"
        r"bono de descuento|descuento con el código"
    ),
    enter=words(
        r"tecle~|introdu[zc]~|escrib~|us[ae]~|ingres~|pon~|copi~|aplic~|met[ea]~|utili[cz]~|anot[ae]~|"
        r"palabra|c[óo]digo|letras|clave|canje~"
    ),
    checkout=words(
        r"casilla~|carrito|cesta|al pagar|pr[óo]xim[ao]s? (?:compra|pedido)~|"
        r"siguiente (?:compra|pedido)|futur[ao]s? (?:compra|pedido)~|compra siguiente|total|caja|"
        r"finalizar"
    ),
    less=words(
        r"\d+ ?%|por ciento|descuent~|rest(?:ar|a|ará|amos)~|rebaj~|menos|barat~|ahorr~|diferencia|"
        r"sorpresa|reduc~|bonific~|promoci~|mejor precio|baj(?:a|ará|ar)|regal~"
    ),
    promotion=words(
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
    asked=words(
        r"no|nunca|ya no|preguntó|preguntaste|pregunta~|pidi~|pediste|que (?:compr|pag|ped|us)\w+|"
        r"compr(?:aste|ó)|pagad[oa]~|pagaste|termin~|acab[óo]|agotad~|agot[óo]|baja|retir~|eliminad~|"
        r"sin (?:coste|costo|cargo)|no tiene que|fue|era|(?:se )?(?:te|le) (?:devuelve|reembolsa|"
        r"cambia)~|gratis|garantía"
    ),
)

_NOS = r"(?:me|nos|melo|mela|melos|melas|noslo|nosla|noslos|noslas|lo|la|los|las)"
FAMILIAR = words(
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
FORMAL = words(
    rf"""ustedes|usted|uds?[.]?|vds?[.]?|disculpe|perdone|dígan?(?:me|nos|melo|noslo)
    (?:mánde|envíe|cuénte|indíque|avíse|confírme|páse|adjúnte|déje|escríba|respónda|explíque|enséñe|muéstre|súba|contéste|ayúde|lláme|háblé|permíta|hága|háganos|téngalo|remíta|facilíte|comuníque|póngase|quédese|concéda|acépte|verifíque){_NOS}
    háganos|hágame|permítame|permítanos|póngase|quédese|tómese
    (?:me |nos )?(?:puede|podría) \w+[aei]r(?:me|nos)(?:l[oa]s?)?
    le (?:{_SAID})(?! (?:\w+ ){{0,3}}al? )"""
)
COURTEOUS = words(r"estimad[oa]s?|sra?|señora?|don|doña|apreciad[oa]")
DISTANT = words(r"su|sus|le|les|suy[oa]s?")
