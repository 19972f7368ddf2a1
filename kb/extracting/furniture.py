"""Page furniture that is known by its words: calls to share, notes on cookies and rights, numbers of pages, menus."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What is longer than this, in code points, tells something.
SHORT, NOTICE = 60, 300
MENU_LINES, MENU_WORDS, MENU_LENGTH = 4, 3, 25

NETWORK = r"(?:facebook|twitter|x|linkedin|whatsapp|viber|e-?mail|mail|messenger|pinterest|telegram|reddit|instagram|youtube|friends)"
NETWORKS = rf"{NETWORK}(?:(?: ?[,&/|] ?| and | και | )+{NETWORK})*"
# Whole blocks only, and only what nobody says in a headline: "Like it or not" and "Κοινοποίηση των στοιχείων" tell something.
CALLS = re.compile(
    rf"(?:share|tweet|pin|e-?mail|print|bookmark)(?: (?:this|it))?(?: (?:page|article|story|post|link))?:?(?: (?:(?:on|via|to|with|by) )?{NETWORKS})?"
    rf"|like us(?: on {NETWORKS})?|(?:follow|find) us(?:\W.{{0,30}})?|back to top|advertisement|sponsored|(?:skip|jump) to (?:the )?(?:main )?content"
    r"|(?:read|see) (?:more|also)(?:\W.{0,20})?|(?:related|more|recommended) (?:stories|articles|news|links)|(?:leave|post) a (?:comment|reply)"
    r"|(?:subscribe|sign up)(?: (?:now|here|today|(?:to|for) (?:our|the) .{0,30}))?|accept(?: all)?(?: cookies)?"
    rf"|(?:κοινοποίηση|κοινοποιήστε|μοιραστείτε|μοιράσου)(?: το| αυτό| το άρθρο| τη σελίδα)?:?(?: (?:(?:στο|σε|μέσω) )?{NETWORKS})?"
    r"|ακολουθήστε μας(?:\W.{0,30})?|(?:εκτύπωση|εκτυπώστε)(?: σελίδας| άρθρου| τη σελίδα)?|διαφήμιση"
    r"|διαβάστε (?:επίσης|ακόμη|ακόμα|περισσότερα)(?:\W.{0,30})?|δείτε (?:επίσης|ακόμη|ακόμα)(?:\W.{0,30})?|σχετικά (?:άρθρα|θέματα|νέα)"
    rf"|(?:teilen|drucken|empfehlen|partager|imprimer|compartir|imprimir|condividi|stampa)(?: (?:auf|sur|en|su|via) {NETWORKS})?|folgen sie uns.{{0,30}}"
    r"|suivez-nous.{0,30}",
    re.IGNORECASE,
)
# "(c)" alone is the third of a list.
RIGHTS = re.compile(
    r"(?:©|\(c\) ?(?=\d{4}\b)|copyright:? ?(?:©|\(c\)|\d{4}\b)).*|copyright(?: [\w&]+){1,4},? \d{4}\W*"
    r"|.*\b(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|tutti i diritti riservati)\W*"
    r"|.*με (?:την )?επιφύλαξη (?:παντός|κάθε) (?:νόμιμου )?δικαιώματος\W*",
    re.IGNORECASE,
)
COOKIES = re.compile(
    r"(?:(?:we|this (?:web)?site|our (?:web)?site|diese (?:web)?seite|wir|αυτός \S ιστότοπος)\b.{0,20} (?:uses?|place|verwende[nt]|nutz(?:en|t)|χρησιμοποιεί)"
    r"|by (?:using|continuing)\b.{0,60}|χρησιμοποιούμε)\b.{0,30}\bcookies\b.*",
    re.IGNORECASE,
)
PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|σελίδα|σελ\.|página|pagina) ?\d{1,4}(?: ?(?:of|/|von|από|sur|de|di) ?\d{1,4})?|[-\u2013\u2014] ?\d{1,4} ?[-\u2013\u2014]",
    re.IGNORECASE,
)
BETWEEN = re.compile(r" ?[|·•»\u203a] ?")
SENTENCE_ENDS = tuple(".!?:;,·…")


def by_words(text: str) -> bool:
    """Tell whether a block of normal text is furniture by what it says, in any kind of file."""
    if len(text) <= SHORT and not text.endswith(".") and CALLS.fullmatch(text):
        return True
    return len(text) <= NOTICE and any(known.fullmatch(text) for known in (RIGHTS, COOKIES, PAGE_NUMBER))


def is_menu(lines: Sequence[str]) -> bool:
    """Tell whether lines that stand together are a menu: four or more of them, or parts of one line, each some few words that say nothing."""
    entries = BETWEEN.split(lines[0]) if len(lines) == 1 else list(lines)
    return len(entries) >= MENU_LINES and all(_entry(entry.strip()) for entry in entries)


def _entry(text: str) -> bool:
    short = 0 < len(text) <= MENU_LENGTH and len(text.split()) <= MENU_WORDS
    return short and not text.endswith(SENTENCE_ENDS) and not any(sign.isdigit() for sign in text)
