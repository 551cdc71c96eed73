"""How each locale writes a value: the table of domain.md section 5, by March 5, 2026, 14:30 and 1234.5."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kb.languages import known_locales
from kb.reply.formats import Formats, greeting, money, name, zone_name
from kb.reply.values import Moment, Money, Percent, Person, read_values
from tests.small_content import real_vocabulary

DAY = date(2026, 3, 5)


def moment(zone: str, day: date = DAY) -> Moment:
    return Moment(datetime(day.year, day.month, day.day, 14, 30, tzinfo=ZoneInfo(zone)))


def amount(number: str, currency: str) -> Money:
    return Money(Decimal(number), currency)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-US", "March 5, 2026"),
        ("en-GB", "5 March 2026"),
        ("ja-JP", "2026年3月5日"),
        ("es-ES", "5 de marzo de 2026"),
        ("es-MX", "5 de marzo de 2026"),
        ("es-AR", "5 de marzo de 2026"),
        ("es-US", "5 de marzo de 2026"),
        ("zh-CN", "2026年3月5日"),
        ("zh-TW", "2026年3月5日"),
        ("zh-HK", "2026年3月5日"),
    ],
)
def test_a_date_is_long_and_never_in_slashes(locale: str, text: str) -> None:
    assert Formats(locale).plain(DAY) == text


@pytest.mark.parametrize(
    ("locale", "zone", "text"),
    [
        ("en-US", "America/New_York", "March 5, 2026, 2:30 PM (Eastern Time)"),
        ("en-GB", "Asia/Tokyo", "5 March 2026, 14:30 (Japan Time)"),
        ("ja-JP", "Asia/Tokyo", "2026年3月5日 14:30（日本時間）"),
        ("es-ES", "Europe/Madrid", "5 de marzo de 2026 a las 14:30 (hora de Europa central)"),
        ("es-MX", "Asia/Tokyo", "5 de marzo de 2026 a las 2:30 p.m. (hora de Japón)"),
        ("zh-CN", "Asia/Tokyo", "2026年3月5日 14:30（日本时间）"),
        ("zh-TW", "Asia/Taipei", "2026年3月5日 下午2:30（台北時間）"),
    ],
)
def test_a_moment_names_day_time_and_zone(locale: str, zone: str, text: str) -> None:
    assert Formats(locale).plain(moment(zone)) == text


@pytest.mark.parametrize(
    ("locale", "hour", "words"),
    [("es-ES", 1, "a la 1:30"), ("es-MX", 13, "a la 1:30 p.m."), ("es-ES", 13, "a las 13:30"), ("es-MX", 11, "a las 11:30")],
)
def test_one_oclock_is_singular_in_spanish(locale: str, hour: int, words: str) -> None:
    at = Moment(datetime(2026, 3, 5, hour, 30, tzinfo=ZoneInfo("Europe/Madrid")))

    assert f" {words}" in Formats(locale).plain(at)


@pytest.mark.parametrize(("locale", "time"), [("es-AR", "2:30 p. m."), ("es-US", "2:30 p.m."), ("zh-HK", "下午2:30")])
def test_other_places_write_the_time_in_their_own_way(locale: str, time: str) -> None:
    assert time in Formats(locale).plain(moment("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("locale", "currency", "text"),
    [
        ("en-US", "USD", "$1,234.50"),
        ("en-US", "EUR", "€1,234.50"),
        ("en-GB", "USD", "US$1,234.50"),
        ("en-GB", "GBP", "£1,234.50"),
        ("ja-JP", "USD", "$1,234.50"),
        ("es-ES", "EUR", "1234,50 €"),
        ("es-ES", "USD", "1234,50 US$"),
        ("es-MX", "USD", "USD 1,234.50"),
        ("es-MX", "MXN", "$1,234.50"),
        ("es-AR", "USD", "US$ 1.234,50"),
        ("es-AR", "ARS", "$ 1.234,50"),
        ("zh-CN", "CNY", "¥1,234.50"),
        ("zh-CN", "USD", "US$1,234.50"),
        ("zh-TW", "USD", "US$1,234.50"),
        ("zh-TW", "TWD", "NT$1,234.50"),
        ("zh-HK", "TWD", "NT$1,234.50"),
    ],
)
def test_money_is_written_with_a_currency_that_cannot_be_mistaken(locale: str, currency: str, text: str) -> None:
    assert money(amount("1234.50", currency), locale) == text


@pytest.mark.parametrize(
    ("locale", "currency", "text"),
    [
        ("ja-JP", "JPY", "￥1,234"),
        ("zh-CN", "JPY", "JPY 1,234"),
        ("zh-TW", "JPY", "JPY 1,234"),
        ("en-US", "JPY", "JPY 1,234"),
        ("es-ES", "JPY", "1234 JPY"),
        ("zh-CN", "CNY", "¥1,234.00"),
        ("ja-JP", "CNY", "CNY 1,234.00"),
        ("zh-TW", "CNY", "CNY 1,234.00"),
        ("zh-HK", "CNY", "CNY 1,234.00"),
        ("en-GB", "CNY", "CNY 1,234.00"),
    ],
)
def test_the_yen_sign_stands_only_where_it_means_one_currency(locale: str, currency: str, text: str) -> None:
    assert money(amount("1234", currency), locale) == text


@pytest.mark.parametrize(
    ("locale", "number", "currency", "text"),
    [
        ("es-ES", "12345.50", "EUR", "12.345,50 €"),
        ("es-ES", "9999.99", "EUR", "9999,99 €"),
        ("es-ES", "10000", "EUR", "10.000,00 €"),
        ("zh-TW", "1680", "TWD", "NT$1,680"),
        ("zh-TW", "1680.00", "TWD", "NT$1,680"),
        ("es-MX", "1680", "TWD", "TWD 1,680"),
        ("en-US", "0", "USD", "$0.00"),
        ("en-US", "5", "USD", "$5.00"),
        ("en-US", "1.234", "KWD", "KWD 1.234"),
        ("ja-JP", "1234567", "JPY", "￥1,234,567"),
        ("en-US", "123456789012.99", "USD", "$123,456,789,012.99"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency_and_the_grouping_of_the_place(
    locale: str, number: str, currency: str, text: str
) -> None:
    assert money(amount(number, currency), locale) == text


@pytest.mark.parametrize(
    ("locale", "number", "percent"),
    [
        ("en-US", "1,234.5", "12.5%"),
        ("en-GB", "1,234.5", "12.5%"),
        ("ja-JP", "1,234.5", "12.5%"),
        ("es-ES", "1234,5", "12,5 %"),
        ("es-MX", "1,234.5", "12.5 %"),
        ("es-AR", "1.234,5", "12,5 %"),
        ("zh-CN", "1,234.5", "12.5%"),
        ("zh-TW", "1,234.5", "12.5%"),
    ],
)
def test_numbers_and_shares_follow_the_place(locale: str, number: str, percent: str) -> None:
    assert Formats(locale).plain(Decimal("1234.5")) == number
    assert Formats(locale).plain(Percent(Decimal("12.5"))) == percent


@pytest.mark.parametrize("locale", known_locales())
def test_no_locale_writes_a_space_that_channels_count_double_or_forms_mangle(locale: str) -> None:
    formats = Formats(locale)
    values = [DAY, moment("Europe/Madrid"), amount("1234567.50", "EUR"), Decimal("1234567.5"), Percent(Decimal("12.5"))]

    assert [text for text in map(formats.plain, values) if re.search("[\u00a0\u2000-\u200f\u202f\u3000]", text)] == []


@pytest.mark.parametrize(
    ("person", "lang", "formal", "friendly", "full"),
    [
        (Person("Lee", "Hannah", "ms"), "en", "Ms Lee", "Hannah", "Hannah Lee"),
        (Person("Lee", "Hannah", "dr"), "en", "Dr Lee", "Hannah", "Hannah Lee"),
        (Person("Lee", "Hannah"), "en", "Hannah Lee", "Hannah", "Hannah Lee"),
        (Person("Lee", "", "mr"), "en", "Mr Lee", "Mr Lee", "Lee"),
        (Person("", "Hannah", "ms"), "en", "Hannah", "Hannah", "Hannah"),
        (Person("Lee"), "en", "Lee", "Lee", "Lee"),
        (Person("Ruiz", "Ana", "ms"), "es", "Sra. Ruiz", "Ana", "Ana Ruiz"),
        (Person("Ruiz", "Luis", "mr"), "es", "Sr. Ruiz", "Luis", "Luis Ruiz"),
        (Person("Ruiz", "Ana"), "es", "Ana Ruiz", "Ana", "Ana Ruiz"),
        (Person("Ruiz", "", "ms"), "es", "Sra. Ruiz", "Sra. Ruiz", "Ruiz"),
        (Person("", "Ana"), "es", "Ana", "Ana", "Ana"),
        (Person("田中", "恵"), "ja", "田中様", "田中様", "田中恵様"),
        (Person("田中", "恵", "ms"), "ja", "田中様", "田中様", "田中恵様"),
        (Person("", "恵"), "ja", "恵様", "恵様", "恵様"),
        (Person("田中"), "ja", "田中様", "田中様", "田中様"),
        (Person("王", "芳", "ms"), "zh", "王女士", "王女士", "王芳女士"),
        (Person("王", "伟", "mr"), "zh", "王先生", "王先生", "王伟先生"),
        (Person("王", "芳"), "zh", "您", "您", "王芳"),
        (Person("王", "", "ms"), "zh", "王女士", "王女士", "王女士"),
        (Person("", "芳", "ms"), "zh", "芳女士", "芳女士", "芳女士"),
        (Person("王", "芳", "mx"), "zh", "您", "您", "王芳"),
    ],
)
def test_a_name_is_written_as_each_language_does(person: Person, lang: str, formal: str, friendly: str, full: str) -> None:
    assert [name(person, lang, style) for style in ("formal", "friendly", "full")] == [formal, friendly, full]


@pytest.mark.parametrize(
    ("person", "lang", "formal", "friendly"),
    [
        (Person("Lee", "Hannah", "ms"), "en", "Dear Ms Lee", "Hi Hannah"),
        (Person("Lee", "Hannah"), "en", "Dear Hannah Lee", "Hi Hannah"),
        (Person("Lee", "", "mr"), "en", "Dear Mr Lee", "Hi Mr Lee"),
        (Person("", "Hannah"), "en", "Dear Hannah", "Hi Hannah"),
        (Person("Ruiz", "Ana", "ms"), "es", "Estimada Sra. Ruiz", "Hola, Ana"),
        (Person("Ruiz", "Luis", "mr"), "es", "Estimado Sr. Ruiz", "Hola, Luis"),
        (Person("Ruiz", "Ana"), "es", "Hola, Ana", "Hola, Ana"),
        (Person("Ruiz", "Ana", "dr"), "es", "Hola, Ana", "Hola, Ana"),
        (Person("Ruiz", "", "ms"), "es", "Estimada Sra. Ruiz", "Hola, Sra. Ruiz"),
        (Person("田中", "恵"), "ja", "田中様", "田中様"),
        (Person("", "恵"), "ja", "恵様", "恵様"),
        (Person("王", "芳", "ms"), "zh", "尊敬的王女士", "王女士，您好"),
        (Person("王", "伟", "mr"), "zh", "尊敬的王先生", "王先生，您好"),
        (Person("王", "芳"), "zh", "您好", "您好"),
        (Person("王", "芳", "mx"), "zh", "您好", "您好"),
    ],
)
def test_a_greeting_guesses_no_gender(person: Person, lang: str, formal: str, friendly: str) -> None:
    assert [greeting(person, lang, tone) for tone in ("formal", "friendly")] == [formal, friendly]
    assert greeting(person, lang, "firm") == formal


@pytest.mark.parametrize("tone", ["formal", "friendly", "firm"])
@pytest.mark.parametrize(
    ("person", "text"),
    [(Person("陳", "怡君", "ms"), "陳女士您好"), (Person("陳", "志明", "mr"), "陳先生您好"), (Person("陳", "怡君"), "您好")],
)
def test_traditional_chinese_greets_as_people_do_in_taiwan(person: Person, text: str, tone: str) -> None:
    for locale in ("zh-TW", "zh-HK"):
        assert Formats(locale, tone).filtered("name", person, "greeting") == text


@pytest.mark.parametrize(
    ("locale", "options", "bearer"),
    [
        ("zh-CN", "全额退款或补发", "由我们承担"),
        ("zh-TW", "全額退款或補寄", "由我們負擔"),
        ("zh-HK", "全額退款或補寄", "由我們負擔"),
        ("es-ES", "el reembolso íntegro o un nuevo envío", "a nuestro cargo"),
        ("es-MX", "el reembolso total o un nuevo envío", "a nuestro cargo"),
    ],
)
def test_a_choice_is_called_by_its_label_in_the_script_and_the_words_of_the_locale(
    locale: str, options: str, bearer: str
) -> None:
    given = {"offer.options": ["full-refund", "reshipment"], "return.cost_bearer": "seller"}
    values, problems = read_values(given, real_vocabulary().variables)
    formats = Formats(locale)

    assert problems == []
    assert formats.filtered("list", values["offer.options"], "or") == options
    assert formats.plain(values["return.cost_bearer"]) == bearer


@pytest.mark.parametrize(
    ("locale", "items", "joined", "either"),
    [
        ("en-US", ("a", "b", "c"), "a, b, and c", "a, b, or c"),
        ("en-GB", ("a", "b", "c"), "a, b and c", "a, b or c"),
        ("en-US", ("a", "b"), "a and b", "a or b"),
        ("ja-JP", ("写真", "動画"), "写真、動画", "写真または動画"),
        ("zh-CN", ("照片", "视频", "单号"), "照片、视频和单号", "照片、视频或单号"),
        ("zh-TW", ("照片", "影片"), "照片和影片", "照片或影片"),
        ("es-ES", ("foto", "vídeo"), "foto y vídeo", "foto o vídeo"),
        ("es-ES", ("foto", "vídeo", "recibo"), "foto, vídeo y recibo", "foto, vídeo o recibo"),
        ("es-ES", ("foto", "imagen"), "foto e imagen", "foto o imagen"),
        ("es-ES", ("aguja", "hilo"), "aguja e hilo", "aguja o hilo"),
        ("es-ES", ("agua", "hielo"), "agua y hielo", "agua o hielo"),
        ("es-MX", ("Ana", "Íñigo"), "Ana e Íñigo", "Ana o Íñigo"),
        ("es-ES", ("plata", "oro"), "plata y oro", "plata u oro"),
        ("es-ES", ("casa", "hotel"), "casa y hotel", "casa u hotel"),
        ("es-ES", ("foto", "vídeo", "otro"), "foto, vídeo y otro", "foto, vídeo u otro"),
        ("en-US", ("a",), "a", "a"),
        ("es-ES", ("imagen",), "imagen", "imagen"),
    ],
)
def test_a_list_is_joined_as_people_say_it(locale: str, items: tuple[str, ...], joined: str, either: str) -> None:
    formats = Formats(locale)

    assert formats.plain(items) == formats.filtered("list", items) == joined
    assert formats.filtered("list", items, "or") == either


@pytest.mark.parametrize(
    ("locale", "number", "word"),
    [
        ("en-US", "1", "day"),
        ("en-US", "2", "days"),
        ("en-US", "0", "days"),
        ("en-US", "1.5", "days"),
        ("es-ES", "1", "day"),
        ("es-ES", "5", "days"),
        ("ja-JP", "1", "days"),
        ("zh-CN", "1", "days"),
    ],
)
def test_the_word_after_a_number_follows_it(locale: str, number: str, word: str) -> None:
    assert Formats(locale).filtered("plural", Decimal(number), "day", "days") == word


def test_a_number_and_its_word_agree_also_when_it_was_written_with_decimals() -> None:
    formats = Formats("en-US")
    one = Decimal("1.0")

    assert f"{formats.plain(one)} {formats.filtered('plural', one, 'day', 'days')}" in ("1 day", "1.0 days")


def test_the_one_word_that_does_not_change_may_be_given_once() -> None:
    assert [Formats("en-US").filtered("plural", Decimal(n), "items") for n in (1, 2)] == ["items", "items"]


@pytest.mark.parametrize(
    ("zone", "locale", "text"),
    [
        ("America/New_York", "en-US", "Eastern Time"),
        ("Asia/Tokyo", "ja-JP", "日本時間"),
        ("Asia/Tokyo", "es-ES", "hora de Japón"),
        ("Asia/Tokyo", "zh-CN", "日本时间"),
        ("Asia/Taipei", "zh-TW", "台北時間"),
        ("Asia/Shanghai", "zh-TW", "北京時間"),
        ("America/New_York", "zh-TW", "美東時間"),
        ("America/Los_Angeles", "zh-HK", "美西時間"),
        ("America/Argentina/Buenos_Aires", "es-AR", "hora de Buenos Aires"),
        ("America/Argentina/Buenos_Aires", "en-US", "Buenos Aires time"),
    ],
)
def test_a_zone_is_named_as_people_call_it(zone: str, locale: str, text: str) -> None:
    assert zone_name(zone, locale).casefold() == text.casefold()


@pytest.mark.parametrize("locale", known_locales())
@pytest.mark.parametrize("zone", sorted({m.zone for m in real_vocabulary().taxonomy.markets.values()} | {"UTC"}))
def test_no_zone_is_named_by_a_path_an_unknown_region_or_a_season(zone: str, locale: str) -> None:
    text = zone_name(zone, locale)

    # In winter "summer time" is wrong, and the name is asked for without a day.
    for wrong in ("/", "_", "Unknown", "desconocida", "不明", "未知", "verano", "Daylight", "夏令", "夏時間", "Standard"):
        assert wrong not in text


def test_a_market_shows_the_time_in_its_own_zone() -> None:
    at = moment("Asia/Tokyo")

    assert Formats("en-US", zone="America/New_York").plain(at) == "March 5, 2026, 12:30 AM (Eastern Time)"
    assert Formats("en-US", zone="America/Mexico_City").plain(at).startswith("March 4, 2026, 11:30 PM")
    assert Formats("en-US", zone="America/Mexico_City").filtered("date", at) == "March 4, 2026"


def test_the_date_filter_leaves_the_time_out_and_a_default_passes_every_filter() -> None:
    formats = Formats("ja-JP")

    assert formats.filtered("date", moment("Asia/Tokyo")) == "2026年3月5日"
    assert formats.filtered("date", DAY) == "2026年3月5日"
    assert formats.filtered("date", "近日中") == "近日中"


@pytest.mark.parametrize(("tone", "text"), [("formal", "Ms Lee"), ("friendly", "Hannah"), ("firm", "Ms Lee")])
def test_a_name_follows_the_tone_unless_a_style_is_asked_for(tone: str, text: str) -> None:
    formats = Formats("en-US", tone)
    lee = Person("Lee", "Hannah", "ms")

    assert formats.plain(lee) == text
    assert formats.filtered("name", lee, "full") == "Hannah Lee"


@pytest.mark.parametrize("value", [None, object(), 1.5, {"a": "b"}])
def test_what_is_no_value_is_never_written(value: object) -> None:
    with pytest.raises(TypeError):
        Formats("en-US").plain(value)
