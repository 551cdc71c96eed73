"""How people of each language word what the structure of a reply is judged by.

The tables of English and Spanish speak of a text folded by `fold`: small letters, a space before every word. Those of
Japanese and Chinese speak of the text as it stands, the Chinese ones in Simplified characters.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb.reply.cues import en, es, ja, zh
from kb.reply.cues.expressions import Cues

CUES: Mapping[str, Cues] = {"en": en.EXPRESSIONS, "ja": ja.EXPRESSIONS, "es": es.EXPRESSIONS, "zh": zh.EXPRESSIONS}
