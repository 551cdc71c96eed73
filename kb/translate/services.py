"""Google and MyMemory through deep-translator, DeepL through its own library: their traps, closed here.

deep-translator waits for ever, says nothing where a text did not change, knows no language `zh`, and hands over MyMemory's
warnings as translations; it asks MyMemory over plain http.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any
from xml.sax.saxutils import escape

from kb.errors import ProviderUnavailable
from kb.translate.masking import FORMS, TAGS, Form
from kb.translate.providers import Busy, Unanswered

_WARNING = re.compile(r"MYMEMORY WARNING|QUERY LENGTH LIMIT|INVALID .*LANG|PLEASE SELECT TWO", re.IGNORECASE)


class _DeepTranslator:
    """What is common to the services behind deep-translator."""

    price: float = 0.0
    forms: tuple[Form, ...] = FORMS
    codes: dict[str, str]

    def __init__(self, address: str = "") -> None:
        self._address = address

    def _ask(self, service: Any, text: str) -> str:
        from deep_translator import exceptions
        from requests.exceptions import RequestException

        service._base_url = self._address or service._base_url
        try:
            answer = service.translate(text)
        except exceptions.TooManyRequests:
            raise Busy("too many requests") from None
        except (exceptions.NotValidPayload, exceptions.NotValidLength) as error:
            raise Unanswered from error
        except (exceptions.RequestError, RequestException, exceptions.ServerException) as error:
            raise Busy(type(error).__name__) from None
        except (exceptions.TranslationNotFound, StopIteration, AttributeError, ValueError) as error:
            raise Unanswered from error
        if not isinstance(answer, str) or not answer.strip():
            raise Unanswered
        return answer


class Google(_DeepTranslator):
    """Google's public page."""

    name, limit = "google", 4500
    codes = {"zh": "zh-CN"}

    def translate(self, text: str, source: str, target: str) -> str:
        """The translation. Raises Busy or Unanswered."""
        from deep_translator import GoogleTranslator

        codes = (self.codes.get(source, source), self.codes.get(target, target))
        return self._ask(GoogleTranslator(source=codes[0], target=codes[1]), text)


class MyMemory(_DeepTranslator):
    """MyMemory's public memory; with an address of yours it gives more."""

    name, limit = "mymemory", 450
    codes = {"en": "en-GB", "es": "es-ES", "ja": "ja-JP", "zh": "zh-CN"}

    def __init__(self, email: str = "", address: str = "https://api.mymemory.translated.net/get") -> None:
        super().__init__(address)
        self._email = email

    def translate(self, text: str, source: str, target: str) -> str:
        """The translation. Raises Busy, Unanswered, or ProviderUnavailable when the day's quota is used."""
        from deep_translator import MyMemoryTranslator

        more = {"email": self._email} if self._email else {}
        answer = self._ask(MyMemoryTranslator(source=self.codes[source], target=self.codes[target], **more), text)
        if _WARNING.search(answer):
            raise ProviderUnavailable(f'MyMemory says "{answer[:120]}"; go on tomorrow, or with another provider')
        return answer


class DeepL:
    """DeepL's interface; tokens are tags to it, which it keeps and does not charge for."""

    name, limit, price = "deepl", 5000, 20.0
    forms: tuple[Form, ...] = (TAGS, *FORMS)

    def __init__(self, key: str, client: Any = None) -> None:
        if not key and client is None:
            raise ProviderUnavailable("DeepL wants a key; set KB_DEEPL_KEY")
        try:
            deepl: Any = import_module("deepl")
        except ImportError:
            raise ProviderUnavailable("DeepL's library is not installed; pip install 'kotae[deepl]'") from None
        self._errors = deepl
        self._client: Any = client or deepl.DeepLClient(key)

    def translate(self, text: str, source: str, target: str) -> str:
        """The translation. Raises Busy, or ProviderUnavailable when the key or the quota is not good."""
        marked = "".join(p if n % 2 else escape(p) for n, p in enumerate(re.split(r'(<m id="\d+"/>)', text)))
        codes = {"en": "EN-US", "zh": "ZH-HANS"}
        try:
            found = self._client.translate_text(
                marked,
                source_lang=source.upper(),
                target_lang=codes.get(target, target.upper()),
                tag_handling="xml",
                split_sentences="nonewlines",
            )
        except (self._errors.AuthorizationException, self._errors.QuotaExceededException) as error:
            raise ProviderUnavailable(f"DeepL says no: {error}; check KB_DEEPL_KEY and your quota") from None
        except self._errors.DeepLException as error:
            raise Busy(type(error).__name__) from None
        return str(found.text)
