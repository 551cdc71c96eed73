"""LibreTranslate by its own protocol: a server of one's own needs no key, and none ever stands in an address."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request

from kb.errors import ProviderUnavailable
from kb.translate.masking import FORMS, Form
from kb.translate.providers import Busy, Unanswered

MAX_ANSWER = 1_000_000


class LibreTranslate:
    """A LibreTranslate server at an address."""

    name, limit, price = "libretranslate", 2000, 0.0
    forms: tuple[Form, ...] = FORMS

    def __init__(self, url: str, key: str, seconds: float) -> None:
        if not url.startswith(("http://", "https://")):
            raise ProviderUnavailable(f'KB_LIBRETRANSLATE_URL is "{url}"; give an address like http://127.0.0.1:5000')
        self._url, self._key, self._seconds = url.rstrip("/"), key, seconds

    def translate(self, text: str, source: str, target: str) -> str:
        """The server's translation of a text. Raises Busy, Unanswered or ProviderUnavailable."""
        asked = {"q": text, "source": source, "target": target, "format": "text"}
        if self._key:
            asked["api_key"] = self._key
        request = urllib.request.Request(
            f"{self._url}/translate", json.dumps(asked).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=self._seconds) as response:
                answer = json.loads(response.read(MAX_ANSWER))
        except urllib.error.HTTPError as error:
            raise self._refusal(error) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Busy(f"{self._url} gave no whole answer ({type(error).__name__})") from None
        translated = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(translated, str) or not translated.strip():
            raise Unanswered
        return translated

    def _refusal(self, error: urllib.error.HTTPError) -> Exception:
        with error:
            said = error.read(1000).decode("utf-8", "replace").strip()
        if error.code == 429 or error.code >= 500:
            after = error.headers.get("Retry-After", "")
            return Busy(f"{self._url} answered {error.code}", float(after) if after.isdigit() else None)
        remedy = "check KB_LIBRETRANSLATE_URL and KB_LIBRETRANSLATE_KEY"
        return ProviderUnavailable(f"{self._url} answered {error.code} ({said[:200]}); {remedy}")
