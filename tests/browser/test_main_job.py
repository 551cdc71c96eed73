"""The main job, in each language of the interface: find in your language, answer in theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from kb.content.library import Library
from kb.content.model import Template
from tests.browser.conftest import Visit
from tests.browser.desk import Given, choose, clipboard, fill, found, open_template, reply_shown, search, set_clipboard

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Job:
    """A customer's complaint: what is typed, what must be copied."""

    reads: str
    answers: str
    words: str
    template: str
    values: Mapping[str, Given]
    expected: str
    tone: str = "formal"
    gloss: str = ""
    """What the agent reads beside the reply, once the blanks are filled."""


JOBS = (
    Job(
        reads="en",
        answers="ja",
        words="refund or replacement",
        template="templates/offer/refund-or-reshipment",
        values={
            "customer.name": {"family": "田中", "given": "恵"},
            "product.name": "USBデスクライト",
            "refund.amount": {"amount": "2980", "currency": "JPY"},
            "due.date": {"at": "2026-03-06T17:00", "zone": "Asia/Tokyo"},
            "agent.name": "佐藤",
            "brand.name": "ノースライト・ホーム",
        },
        gloss="we refund JPY 2,980 to the payment method you used.",
        expected="""\
田中様

USBデスクライトの件でご迷惑をおかけしましたことを、重ねてお詫び申し上げます。お待ちいただき、誠にありがとうございます。\
つきましては、次の二つのうち、ご都合のよい方法で対応いたします。
1. 返金：ご利用のお支払い方法へ、￥2,980を返金いたします。
2. 再発送：同じ商品を改めてお送りいたします。お客様のご負担はございません。

ご返送の必要はございません。また、いずれの方法でも、お客様のご負担はございません。

ご希望の番号を、このメッセージへのご返信でお知らせください。お返事の有無にかかわらず、\
2026年3月6日 17:00（日本時間）までにご連絡申し上げます。\
それまでにお選びいただいた場合は、返金または再発送の手続きが進んでいることをご報告いたします。\
いずれをお選びになりましても、法令に基づくお客様の権利に変わりはございません。

何卒よろしくお願い申し上げます。
ノースライト・ホーム
担当：佐藤""",
    ),
    Job(
        reads="ja",
        answers="zh",
        words="返送料",
        template="templates/offer/return-and-exchange",
        values={
            "customer.name": {"family": "王", "given": "芳", "title": "ms"},
            "product.name": "USB台灯",
            "refund.amount": {"amount": "168.00", "currency": "CNY"},
            "return.deadline": "2026-03-20",
            "return.address": "广东省深圳市宝安区福海路8号 退货组",
            "return.cost_bearer": "buyer",
            "due.date": {"at": "2026-03-06T17:00", "zone": "Asia/Shanghai"},
            "agent.name": "小林",
            "brand.name": "北光家居",
        },
        gloss="このたびの返送料は、お客様のご負担にてお願い申し上げます。",
        expected="""\
尊敬的王女士：

感谢您来信告知所购USB台灯的情况。未能让您满意，我们深表歉意。我们可以为您提供两种方案：
1. 退货退款：您寄回商品，我们退还¥168.00。
2. 换货：您寄回商品，我们另寄一件给您，寄出的运费由我们承担。

请最迟于2026年3月20日将商品寄往以下地址：广东省深圳市宝安区福海路8号 退货组

本次退货的运费由您承担。如果商品送到时就有质量问题，或不是您所订的商品，请在寄出前告诉我们，这种情况下运费由我们承担。

请回复本消息，告知所选方案的序号。我们会在2026年3月6日 17:00（北京时间）前与您联系，告知下一步安排；\
收到您寄回的商品或寄件凭证后，即开始办理退款或换货。您依法享有的权利不变。

北光家居
客服小林""",
    ),
    Job(
        reads="zh",
        answers="es",
        words="退款到账",
        template="templates/follow-up/refund-issued",
        values={
            "customer.name": {"family": "Ruiz", "given": "Ana", "title": "ms"},
            "refund.amount": {"amount": "24.90", "currency": "EUR"},
            "refund.reference": "RF-20418",
            "refund.days": "5",
            "due.date": {"at": "2026-03-06T17:00", "zone": "Europe/Madrid"},
            "agent.name": "Lucía",
            "brand.name": "Northlight Home",
        },
        gloss="款项通常在5个工作日内到账。",
        expected="""\
Estimada Sra. Ruiz:

Le hemos reembolsado 24,90 € en el medio de pago que utilizó para su pedido. La referencia es RF-20418.

El importe suele tardar hasta 5 días hábiles en aparecer en su cuenta. Si pasado ese plazo no lo ve, díganoslo y \
averiguaremos dónde está.

¿Ha quedado resuelto el problema? Si queda algo pendiente, responda a este mensaje, por favor. Volveremos a revisar su \
pedido el 6 de marzo de 2026, y también puede escribirnos después de esa fecha.

Gracias por su paciencia. Le pedimos disculpas una vez más por las molestias que le hemos causado.

Atentamente,
Lucía
Northlight Home""",
    ),
    Job(
        reads="es",
        answers="en",
        words="pedir fotos de un artículo roto",
        template="templates/evidence-request/damaged-or-defective",
        tone="friendly",
        values={
            "customer.name": {"family": "Lee", "given": "Hannah", "title": "ms"},
            "product.name": "USB desk lamp",
            "evidence.list": ["photo-item", "photo-packaging", "serial-number"],
            "due.date": {"at": "2026-03-06T17:00", "zone": "America/New_York"},
            "agent.name": "Mei",
            "brand.name": "Northlight Home",
        },
        gloss="una foto del artículo, una foto del embalaje y el número de serie",
        expected="""\
Hi Hannah,

I'm sorry about the problem with your USB desk lamp. I'd like to see exactly what happened.

Could you send me the following: a photo of the item, a photo of the packaging, and the serial number? It shows me whether \
the item was damaged on the way or has a fault of its own, so that I can offer you the solution that fits.

Just answer this message and attach the files. If you've already sent something, you don't need to send it again. And if \
you can't provide something on the list, tell me, and we'll find another way.

Please answer by March 6, 2026, 5:00 PM (Eastern Time). I'll then write to you with the next step; if you need more time, \
one line is enough. We use what you send only to handle this case.

Best wishes,
Mei
Northlight Home""",
    ),
)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: f"{job.reads}-answers-in-{job.answers}")
def test_a_reply_found_in_ones_own_language_is_copied_complete_in_the_customers(job: Job, visit: Visit) -> None:
    page = visit("/", lang=job.reads)
    expect(page.locator("html")).to_have_attribute("lang", job.reads)
    choose(page, "reply_lang", job.answers)
    search(page, job.words)
    expect(page.locator(f'.hit[data-id="{job.template}"]')).to_be_visible()
    place = found(page).index(job.template)
    assert place < 3, "it is seen at once"
    page.locator("#q").press("ArrowDown")
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    expect(page.locator(".hit").nth(place)).to_be_focused()
    page.keyboard.press("Enter")
    open_template(page, job.template)

    choose(page, "tone", job.tone)
    fill(page, job.values)

    expect(page.locator(".reply-page")).to_have_attribute("data-state", "ready")
    expect(page.locator(".ours", has_text=job.gloss)).to_be_visible()
    expect(page.locator(".gap")).to_have_count(0)
    set_clipboard(page, "what was copied before")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_have_class("toast shown")
    copied: str = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == job.expected
    assert copied == reply_shown(page)


def test_the_preview_follows_each_value_while_it_is_typed(visit: Visit) -> None:
    page = visit("/templates/apology/late-delivery?reply_lang=es")
    open_template(page, "templates/apology/late-delivery")
    theirs, ours = page.locator(".row .theirs"), page.locator(".row .ours")
    expect(theirs.filter(has_text="el transportista")).to_have_count(1)

    fill(page, {"carrier.name": "DHL"})

    expect(theirs.filter(has_text="Estamos en contacto con DHL para averiguar")).to_have_count(1)
    expect(ours.filter(has_text="We are in contact with DHL to find out")).to_have_count(1)
    expect(page.locator('.value[data-name="carrier.name"]').first).to_have_text("DHL")


def test_copying_right_after_the_last_key_copies_what_was_typed(visit: Visit) -> None:
    page = visit("/templates/acknowledgement/out-of-hours?reply_lang=en")
    open_template(page, "templates/acknowledgement/out-of-hours")
    fill(page, {"hours.next": {"at": "2026-03-09T09:00", "zone": "Asia/Shanghai"}, "brand.name": "Northlight"})
    page.keyboard.type(" Home")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_have_class("toast shown")
    assert clipboard(page).text == (
        "Hello,\n\nThank you for your message. It has reached us outside our working hours.\n\n"
        "Our team is back on March 9, 2026, 9:00 AM (China Time) and will answer you after that.\n\n"
        "Kind regards,\nNorthlight Home"
    )


PASTED = [
    ("en", "My order 250-1234567-1234567 arrived with a cracked lid, what now?", "en", "250-1234567-1234567"),
    ("en", "包裹三个星期了还没到，订单号 1234567890123456，我要退款，请尽快处理，谢谢！", "zh", "1234567890123456"),
    ("zh", "Mi pedido n.º 2000001234567890 llegó roto y quiero que me devuelvan el dinero.", "es", "2000001234567890"),
    (
        "es",
        "注文番号 123456-20260305-0123456789 の商品が壊れて届きました。交換してください。",
        "ja",
        "123456-20260305-0123456789",
    ),
]


@pytest.mark.parametrize(("ui", "message", "lang", "order"), PASTED)
def test_a_pasted_message_gives_its_language_and_its_order_number(
    ui: str, message: str, lang: str, order: str, visit: Visit, library: Library
) -> None:
    asking = {d.id for d in library if isinstance(d, Template) and "order.number" in d.variables}
    page = visit(f"/?ui={ui}")
    page.locator("#q").fill(message)
    strip = page.locator(".intake")
    expect(strip).to_be_visible()
    if lang != ui:
        strip.locator(".chip").first.click()
    expect(page.locator(f'input[name=reply_lang][value="{lang}"]')).to_be_checked()
    taken = strip.locator(".chip", has_text=order)
    taken.click()
    expect(taken).to_have_attribute("aria-pressed", "true")
    reply = next(id for id in found(page) if id in asking)
    page.locator(f'.hit[data-id="{reply}"]').click()
    expect(page.locator('.field[data-name="order.number"] input')).to_have_value(order)
    assert order not in page.url
