"""Reading pages as a browser does, as far as tests need it."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

HANDLER = "on"


class Markup(HTMLParser):
    """The tags, links and text of a page."""

    def __init__(self, page: str, address: str = "/") -> None:
        """Read a page that stands at an address."""
        super().__init__()
        self.address = address
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag with its attributes."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.said.append(data)

    @property
    def text(self) -> str:
        """All text, white space made one blank."""
        return " ".join(" ".join(self.said).split())

    @property
    def names(self) -> set[str]:
        """The names of all tags."""
        return {name for name, _ in self.tags}

    @property
    def links(self) -> set[str]:
        """The addresses on this site that the page leads to or takes in, without their fragments."""
        named = {attrs.get("href") or attrs.get("src") for _name, attrs in self.tags}
        joined = {urlsplit(urljoin(f"http://here{self.address}", link)) for link in named if link}
        return {found._replace(scheme="", netloc="", fragment="").geturl() for found in joined if found.netloc == "here"}

    @property
    def scripted(self) -> list[str]:
        """What a strict policy would refuse: inline style, script, and handlers in attributes."""
        found = [
            name
            for name, attrs in self.tags
            if name in ("style", "iframe", "object", "embed") or (name == "script" and not attrs.get("src"))
        ]
        return found + [f"{tag} {name}" for tag, attrs in self.tags for name in attrs if name == "style" or name.startswith(HANDLER)]
