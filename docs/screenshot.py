"""Makes docs/screenshot.png from the running site: `make serve`, then `python docs/screenshot.py`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ADDRESS = "http://127.0.0.1:8000/templates/offer/return-and-exchange?q=send+it+back&reply_lang=ja&ui=en&reply_tone=friendly"
VALUES = """
{"customer.name": {"family": "田中", "given": "恵"}, "order.number": "250-1234567-1234567",
 "product.name": "USBデスクライト", "refund.amount": {"amount": "2980", "currency": "JPY"},
 "return.deadline": "2026-12-05", "return.cost_bearer": "seller",
 "due.date": {"at": "2026-11-24T17:00", "zone": "Asia/Tokyo"}}
"""


def main() -> None:
    """Take the picture."""
    chromium = os.environ.get("KB_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1360, "height": 820}, locale="en-US", timezone_id="Asia/Tokyo")
        page.goto(ADDRESS)
        page.evaluate("values => sessionStorage.setItem('kotae:values', values)", VALUES)
        page.reload(wait_until="networkidle")
        page.screenshot(path=Path(__file__).with_suffix(".png"))
        browser.close()


if __name__ == "__main__":
    main()
