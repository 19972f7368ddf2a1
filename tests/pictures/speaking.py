"""A language to draw in: English in capitals, in which every record is called the same."""

from __future__ import annotations

import babel

from kb.told import Speaker


def _message(text: str, _many: str | None, _number: int) -> str:
    return text.replace("%(n)s", "{n}").upper().replace("{N}", "%(n)s")


GERMAN = Speaker(babel.Locale("de"), _message, lambda _kind, _slug: "kurz")
