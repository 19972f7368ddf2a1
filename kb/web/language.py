"""The language of the pages: chosen in the address, kept in a cookie, else what the browser asks for.

Pages are made in it; files, JSON and CSV are English always. While a template is rendered, each
:class:`kb.told.Spoken` is said in the language of the page.
"""

from __future__ import annotations

import re
from functools import partial
from gettext import NullTranslations
from html import escape as quoted
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from babel.support import Translations
from flask import Blueprint, Flask, Response, before_render_template, g, redirect, request, template_rendered
from flask_babel import Babel, get_locale
from markupsafe import Markup, escape

from kb import told
from kb.errors import BadRequest
from kb.queries import lists
from kb.told import SPEAKER, Label, Lowered, Number, Speaker, Spoken, Told, say
from kb.web.links import here_with
from kb.web.reply import workspace

# By code, each in its own words. The first is the language the texts are written in.
LANGUAGES = {"en": "English", "de": "Deutsch"}
ENGLISH = next(iter(LANGUAGES))
COOKIE, PARAMETER = "kb_language", "lang"
A_YEAR = 365 * 24 * 3600
CATALOGUES = Path(__file__).parent / "translations"
# What these are called is a proper name, which belongs to no language.
NAMED = ("organisation", "person", "project", "programme", "operation", "document")
LINK = re.compile(r' href="(/(?!/|static/|assets/)[^"]*)"')
FORM = re.compile(r'<form\b(?![^>]*\bdata-dated)(?![^>]*\bmethod="post")[^>]*\saction="/[^"]*"[^>]*>', re.IGNORECASE)

languages = Blueprint("language", __name__)


def spoken() -> str:
    """Give the language of the page that is asked for, one of :data:`LANGUAGES`."""
    for told_us in (request.args.get(PARAMETER), request.cookies.get(COOKIE)):
        if told_us in LANGUAGES:
            return told_us
    return request.accept_languages.best_match(LANGUAGES) or ENGLISH


class _Missing(NullTranslations):
    """What a catalogue falls back on: it has no words, so that a text without a translation is told from one with."""

    def gettext(self, message: str) -> str:  # noqa: ARG002 - the protocol of gettext
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 - the protocol of gettext
        return ""


def speak(app: Flask, catalogues: Path = CATALOGUES) -> None:
    """Make the pages of an application speak the language that is asked for, out of the catalogues in a folder."""
    Babel(app, locale_selector=spoken, default_translation_directories=str(catalogues))
    held = {code: _catalogue(catalogues, code) for code in LANGUAGES if code != ENGLISH}
    app.extensions["kb_catalogues"] = held
    # All catalogues hold the same texts, so that any of them tells which there are.
    say_one = partial(gettext, next(iter(held.values())))
    app.jinja_env.globals.update(_=say_one, gettext=say_one, ngettext=ngettext)
    app.jinja_env.filters.update(number=Number, decimals=told.decimals, day=told.day, moment=told.moment, capital=capital, running=Lowered)
    app.register_blueprint(languages)
    before_render_template.connect(_begin, app)
    template_rendered.connect(_end, app)


def _catalogue(folder: Path, code: str) -> NullTranslations:
    found = Translations.load(folder, [code])
    found.add_fallback(_Missing())
    return found


def _begin(app: Flask, **_more: Any) -> None:
    held: NullTranslations | None = app.extensions["kb_catalogues"].get(spoken())
    SPEAKER.set(Speaker(get_locale(), partial(_words, held), _label) if held else None)


def _end(_app: Flask, **_more: Any) -> None:
    SPEAKER.set(None)


@languages.teardown_app_request
def silence(_error: BaseException | None) -> None:
    """Speak English again, also where a page could not be made."""
    SPEAKER.set(None)


def _words(held: NullTranslations, text: str, many: str | None = None, number: int = 1) -> str:
    """Give the words for a text of a catalogue, the text itself where there are none."""
    found = held.gettext(text) if many is None else held.ngettext(text, many, number)
    return found or _english(text, many, number)


def _english(text: str, many: str | None, number: int) -> str:
    return text if many is None or number == 1 else many


def _label(kind: str, slug: str) -> str | None:
    """Give the name of a record in the language of the page; all there are, are read once for a page."""
    if "kb_names" not in g:
        with workspace().reading() as session:
            g.kb_names = lists.called(session, spoken())
    found: str | None = g.kb_names.get((kind, slug))
    return found


def gettext(held: NullTranslations, text: str, /, **values: object) -> Markup:
    """Say a text of a template. Only what the catalogue holds may be markup: what comes from a record never is."""
    if isinstance(text, Spoken):
        return escape(text)
    speaker, known = SPEAKER.get(), bool(text and held.gettext(text))
    return _filled(speaker.message(text, None, 1) if speaker and known else text, values, trusted=known)


def ngettext(one: str, many: str, number: int, /, **values: object) -> Markup:
    """Say a text of a template about one or many; ``%(num)s`` is their number."""
    speaker = SPEAKER.get()
    words = speaker.message(one, many, number) if speaker else _english(one, many, number)
    return _filled(words, {"num": Number(number), **values}, trusted=True)


def _filled(words: str, values: dict[str, object], *, trusted: bool) -> Markup:
    made = Markup(words) if trusted and "<" in words else escape(words)  # noqa: S704 - a text of the catalogue
    return made % values if values or (trusted and "%%" in words) else made


def capital(text: str) -> str:
    """Say a text that begins a sentence."""
    words = say(text)
    return words[:1].upper() + words[1:]


@languages.app_template_global()
def tongue(text: str | None = None) -> Markup:
    """Give the attribute that tells the language of a record's words where it is not that of the page; names have none."""
    label = text if isinstance(text, Label) else None
    same = SPEAKER.get() is None or (label is not None and (label.kind in NAMED or _label(label.kind, label.slug) is not None))
    return Markup("") if same else Markup(' lang="en"')


@languages.app_template_global()
def here() -> Markup:
    """Give the attribute that tells the language of the page again, inside of text in another one."""
    speaker = SPEAKER.get()
    return Markup(' lang="{}"').format(speaker.locale.language) if speaker else Markup("")


@languages.app_context_processor
def shown() -> dict[str, object]:
    """Tell templates which languages there are."""
    return {"languages": LANGUAGES, "language": spoken}


@languages.app_template_global()
def in_language(code: str) -> str:
    """Give this address in a language, for whoever looks for it."""
    return request.url_root.rstrip("/") + here_with(**{PARAMETER: code})


@languages.post("/language")
def choose() -> Response:
    """Keep a language in a cookie, and lead back to the page."""
    code, back = request.form.get(PARAMETER, ""), request.form.get("back", "")
    if code not in LANGUAGES:
        raise BadRequest(reason=Told('there is no language "%(code)s" here; use one of: %(known)s', code=code, known=", ".join(LANGUAGES)))
    here = re.match(r"/(?![/\\])", back) and not re.search(r"[\x00-\x1f]", back)
    made: Response = redirect(back if here else "/", 303)  # type: ignore[assignment] # Flask's own response
    made.set_cookie(COOKIE, code, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return made


@languages.after_app_request
def tell(response: Response) -> Response:
    """Say which language a page is in and what that hangs on, and keep a language of the address in its links."""
    if response.mimetype == "text/html" and not response.is_streamed:
        response.headers["Content-Language"] = spoken()
        response.vary.update(("Accept-Language", "Cookie"))
        if (code := request.args.get(PARAMETER)) in LANGUAGES and request.method == "GET":
            response.set_data(_in_page(response.get_data(as_text=True), code))
    return response


def _in_page(page: str, code: str) -> str:
    linked = LINK.sub(lambda link: f' href="{quoted(_with(unescape(link[1]), code))}"', page)
    return FORM.sub(lambda form: f'{form[0]}<input type="hidden" name="{PARAMETER}" value="{code}">', linked)


def _with(address: str, code: str) -> str:
    parts = urlsplit(address)
    if PARAMETER in parse_qs(parts.query):
        return address
    pair = urlencode({PARAMETER: code})
    return parts._replace(query=f"{parts.query}&{pair}" if parts.query else pair).geturl()
