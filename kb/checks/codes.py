"""Every check of translations: its code, which never changes, and what it looks at."""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    "path-parity": "every document is in every language",
    "tone-parity": "the tones are those of the source",
    "paragraph-parity": "a tone has as many paragraphs as in the source",
    "subject-parity": "there is a subject where the source has one",
    "variable-parity": "the blanks are those of the source",
    "tag-parity": "tags compare what the source compares, and need no value that the source can do without",
    "heading-parity": "an article's headings are those of the source",
    "list-parity": "lists have as many items as in the source",
    "table-parity": "tables have as many rows as in the source",
    "link-parity": "links lead where the source's do",
    "address-parity": "e-mail and web addresses are those of the source",
    "number-parity": "the numbers are those of the source, in figures or in words",
    "fullwidth-liquid": "braces, names and filters in Liquid are half-width",
    "liquid-quotes": "quotation marks in Liquid are straight",
    "ja-punctuation": "Japanese punctuation is full-width",
    "ja-kana-width": "kana are full-width",
    "ja-space": "no space stands between Japanese and Latin signs",
    "ja-register": "replies end in です or ます and never say あなた",
    "zh-punctuation": "punctuation beside Chinese is full-width",
    "zh-register": "customers are called 您, never 你",
    "es-opening": "questions and exclamations are opened with ¿ and ¡",
    "es-register": "customers are called usted; tú and usted are not mixed",
    "en-spelling": "British and American spellings are not mixed",
    "doubled-word": "no word stands twice in English and Spanish",
    "invisible": "there are no signs that nobody sees",
    "non-nfc": "letters are in the composed form that searches look for",
    "script": "the signs are those of the language, Chinese in one script",
    "untranslated": "nothing is left in the source's language",
    "emphasis": "no stars are left where emphasis was meant",
    "glossary-forbidden": "no word stands that the glossary forbids",
    "glossary-term": "a term that the glossary requires is there where the source has it",
    "unstamped": "every translation says which source it reflects",
    "source-rev": "a stamp names a text that its source has held",
    "example": "the examples of the vocabulary fill every template",
    "ignore-reason": "a note that excuses a finding gives a code and a reason",
    "unused-ignore": "a note excuses something",
}
