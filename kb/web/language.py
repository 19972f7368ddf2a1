"""The language of the pages: chosen in the address, kept in a cookie, else what the browser asks for."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel

# By code, each in its own words. The first is the language the texts are written in.
LANGUAGES = {"en": "English", "de": "Deutsch"}
COOKIE = "kb_language"


def spoken() -> str:
    """Give the language of the page that is asked for, one of :data:`LANGUAGES`."""
    for told in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if told in LANGUAGES:
            return told
    return request.accept_languages.best_match(LANGUAGES) or next(iter(LANGUAGES))


def speak(app: Flask) -> None:
    """Make the templates of an application speak the language that is asked for."""
    Babel(app, locale_selector=spoken)
