"""The parts of a web page by its structure: what is hidden, what belongs to the page, where the story stands, which rows are tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import html

Element = html.HtmlElement

HIDDEN = frozenset(("script", "style", "template", "noscript", "iframe", "object", "embed", "audio", "video", "canvas", "svg", "datalist"))
HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
FURNITURE = frozenset(("nav", "aside", "footer", "form", "button", "figcaption", "search", "menu", "select", "dialog"))
ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar", "dialog", "alertdialog"))
# Words of classes and ids that tell what a part is for.
WORD = re.compile(r"[a-z]+")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
NAMED = frozenset(
    (
        *(
            "nav",
            "navbar",
            "navigation",
            "menu",
            "topmenu",
            "submenu",
            "mainmenu",
            "breadcrumb",
            "breadcrumbs",
            "pagination",
            "pager",
            "toolbar",
        ),
        *("cookie", "cookies", "consent", "gdpr", "share", "sharing", "shares", "social", "socials", "addthis", "sharethis"),
        *("related", "recommended", "recirculation", "teasers", "footer", "masthead", "sidebar", "comment", "comments", "disqus"),
        *(
            "newsletter",
            "subscribe",
            "subscription",
            "ad",
            "ads",
            "advert",
            "adverts",
            "advertisement",
            "sponsored",
            "promo",
            "popup",
            "modal",
        ),
        *("copyright", "caption", "credits", "skip", "skiplink", "login", "search", "searchbox", "tags", "tagcloud", "printlink"),
    )
)
# Ids that older pages give to what is a header now; in classes the same words stand for headlines too.
HEADS = frozenset(("header", "site-header", "page-header", "banner"))
STORY = frozenset(("main", "article"))
HOLDERS = ("main", "article", "h1")
SECTIONS = frozenset(("header", "nav", "aside", "footer"))
WHOLE = frozenset(("html", "body", "main", "article"))
PARTS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "blockquote", "pre")


@dataclass
class Landmarks:
    """Elements by what they are: parts of the page's furniture, parts that hold the story, rows whose cells are one block together."""

    furniture: set[Element] = field(default_factory=set)
    stories: set[Element] = field(default_factory=set)
    rows: set[Element] = field(default_factory=set)


def drop_hidden(body: Element) -> None:
    """Take out what no reader of the page sees, comments too."""
    for element in list(body.iterdescendants()):
        if not isinstance(element.tag, str) or _hidden(element):
            element.drop_tree()


def _hidden(element: Element) -> bool:
    return element.tag in HIDDEN or element.get("hidden") is not None or bool(HIDING.search(element.get("style") or ""))


def found(body: Element) -> Landmarks:
    """Give the landmarks of a page's body that holds nothing hidden any more."""
    headlines = _headlines(body)
    marks = Landmarks(stories=_stories(body, headlines))
    whole = _letters(body)
    for element in body.iter():
        if _belongs_to_page(element) and not _holds_story(element, marks.stories | headlines, whole):
            marks.furniture.add(element)
        elif element.tag == "tr" and _one_block(element):
            marks.rows.add(element)
    return marks


def _stories(body: Element, headlines: set[Element]) -> set[Element]:
    """Give the main part; without one, the articles with a headline, or the longest: others may be teasers."""
    mains = set(body.iter("main"))
    articles = [one for one in body.iter("article") if not _inside(one, SECTIONS)]
    headed = {one for one in articles if any(inner in headlines for inner in one.iter("h1"))}
    return mains or headed or set(sorted(articles, key=_letters)[-1:])


def _headlines(body: Element) -> set[Element]:
    """Give the headings of the story; that of the site stands in its header, unless there is no other."""
    every = set(body.iter("h1"))
    return {one for one in every if not _inside(one, SECTIONS) or _inside(one, STORY)} or every


def _inside(element: Element, tags: frozenset[str]) -> bool:
    return any(above.tag in tags for above in element.iterancestors())


def _belongs_to_page(element: Element) -> bool:
    if element.tag in WHOLE:
        return False
    if element.tag == "header":
        return not _inside(element, STORY)
    return element.tag in FURNITURE or element.get("role") in ROLES or element.get("id") in HEADS or bool(_named(element) & NAMED)


def _named(element: Element) -> set[str]:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return set(WORD.findall(HUMP.sub("-", names).lower())) if names.strip() else set()


def _holds_story(element: Element, story: set[Element], whole: int) -> bool:
    """Tell whether a part that looks like furniture is wrapped around the story: some pages are one large form."""
    return any(inner in story for inner in element.iter(*HOLDERS)) or 2 * _letters(element) > whole


def _letters(element: Element) -> int:
    return len("".join(element.text_content().split()))


def _one_block(row: Element) -> bool:
    """Tell whether a row is one of a table of data: several cells, or one with bare words; a cell of many blocks is mere layout."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    most = 1 if len(cells) > 1 else 0
    return bool(cells) and all(sum(1 for _ in cell.iter(*PARTS)) <= most and cell.find(".//table") is None for cell in cells)
