from __future__ import annotations

import pytest

from kb.errors import BadText
from kb.extracting import read
from tests.extracting.reading import content, furniture, page

PROSE = "The workshop showed that seizures at the quay are rarely linked to the orders that caused them, and that nobody had asked. " * 3
STORY = f"<p>{PROSE}</p>"


def test_headings_paragraphs_items_and_terms_are_blocks_each() -> None:
    told = "<h1>Head</h1>Bare <b>words</b> here<p>One<p>Two<ul><li>first<li>second</ul><dl><dt>term<dd>meaning</dl><blockquote>said</blockquote>"
    assert content(page(told)) == ["Head", "Bare words here", "One", "Two", "first", "second", "term", "meaning", "said"]


def test_one_line_break_is_a_blank_and_two_end_a_block() -> None:
    assert content(page("<p>one<br>line<br> <br/>two<br>\n<br><br>three</p>")) == ["one line", "two", "three"]


def test_words_are_parted_where_the_page_parts_them() -> None:
    assert content(page("<p>dark<b>web</b> <i>mar</i>kets\n  and\tports&nbsp;too</p>")) == ["darkweb markets and ports too"]


def test_preformatted_text_has_blocks_where_lines_are_empty() -> None:
    assert content(page("<pre>one\nline\n\ntwo\r\n \r\nthree</pre>")) == ["one line", "two", "three"]


def test_rows_of_a_table_are_blocks_of_cells() -> None:
    told = "<table><caption>Guests</caption><tr><th>Service<th>Guests</tr><tr><td><p>Police</p></td><td>38</td></tr><tr><td>Sum</td><td></td></tr><tr><td> </td></tr></table>"
    assert content(page(STORY + told))[1:] == ["Guests", "Service | Guests", "Police | 38", "Sum |"]


def test_a_table_that_only_arranges_the_page_has_the_blocks_of_its_cells() -> None:
    told = "<table><tr><td><p>one</p><p>two</p></td><td><table><tr><td>a<td>b</tr></table></td></tr></table>"
    assert content(page(told)) == ["one", "two", "a | b"]


def test_the_head_of_a_table_is_no_menu() -> None:
    told = "<table><tr><th>Service<th>Guests<th>Origin<th>Year</tr><tr><td>Police<td>38<td>Kelvara<td>2018</tr></table>"
    assert furniture(page(STORY + told)) == []
    assert furniture(page(STORY + "<p>Home | News | Ports | Contact</p>")) == ["Home | News | Ports | Contact"]


def test_line_breaks_within_a_cell_stay_within_the_row() -> None:
    assert content(page("<table><tr><td>one<br><br>two</td><td>x</td></tr></table>")) == ["one two | x"]


@pytest.mark.parametrize(
    "hidden",
    [
        *(
            "<script>no()</script>",
            "<style>p {}</style>",
            "<template><p>no</p></template>",
            "<noscript>no</noscript>",
            "<!-- no -->",
            "<?no no?>",
        ),
        *(
            '<p style="color: red; DISPLAY : none">no</p>',
            '<span style="visibility:hidden">no</span>',
            "<p hidden>no</p>",
            "<svg><title>no</title></svg>",
        ),
        "<iframe>no</iframe>",
    ],
)
def test_what_no_reader_sees_is_not_in_the_text_and_what_follows_is(hidden: str) -> None:
    assert read(f"<html><body><p>before</p>{hidden}after</body></html>".encode()).text == "before\n\nafter"


@pytest.mark.parametrize(
    "part",
    [
        *("<nav>X</nav>", "<header><p>X</p></header>", "<footer>X</footer>", "<aside><h2>X</h2></aside>", "<form><label>X</label></form>"),
        *(
            '<div class="cookie-banner">X</div>',
            '<div id="ShareBar">X</div>',
            '<div id="header">X</div>',
            '<ul class="social_links"><li>X</li></ul>',
            '<div role="navigation">X</div>',
        ),
        *(
            '<section class="related"><h3>X</h3></section>',
            '<div class="post comments-area">X</div>',
            "<figure><figcaption>X</figcaption></figure>",
        ),
        *("<button>X</button>", "<select><option>X</option></select>", '<p class="wp-caption-text">X</p>'),
    ],
)
def test_parts_that_belong_to_the_page_are_furniture(part: str) -> None:
    found = page(f"<h1>Head</h1>{STORY}{part}{STORY}")
    assert furniture(found) == ["X"]
    assert content(found) == ["Head", PROSE.strip(), PROSE.strip()]


@pytest.mark.parametrize(
    "around",
    [
        *(
            '<form id="aspnet">{}</form>',
            '<div class="with-sidebar">{}</div>',
            '<div class="social"><main>{}</main></div>',
            "<aside>{}</aside>",
        ),
        *('<body class="has-menu">{}</body>', '<article class="related"><header>{}</header></article>', "<header>{}</header>"),
    ],
)
def test_what_is_wrapped_around_the_story_is_no_furniture(around: str) -> None:
    assert furniture(page(around.format(f"<h1>Head</h1>{STORY}"))) == []


def test_the_name_of_the_site_is_furniture_though_it_is_a_headline() -> None:
    found = page(f"<header><h1>Harbour Weekly</h1></header><article><h1><a href='/x'>Head</a></h1>{STORY}</article>")
    assert furniture(found) == ["Harbour Weekly"]


def test_lists_of_links_are_furniture_wherever_they_stand() -> None:
    links = "<ul><li><a href='/1'>Ferry is late</a></li><li><a href='/2'>Fish market moves</a></li></ul>"
    assert furniture(page(STORY + links)) == ["Ferry is late", "Fish market moves"]


def test_a_list_of_links_within_the_story_is_content() -> None:
    sources = "<ul><li><a href='/1'>The report</a></li><li><a href='/2'>The minutes</a></li></ul>"
    assert furniture(page(f"<main><h1>Head</h1>{STORY}{sources}</main>")) == []


def test_a_heading_that_links_to_itself_is_content() -> None:
    assert furniture(page(f"{STORY}<h2 id='x'><a href='#x'>The second day</a></h2>{STORY}")) == []


def test_links_amid_a_paragraph_do_not_make_it_furniture() -> None:
    told = f"<p>{PROSE}<a href='/x'>More on the workshop</a>.</p>"
    assert furniture(page(told)) == []


def test_short_blocks_outside_of_the_story_are_furniture_and_within_it_are_not() -> None:
    found = page(
        f"<div>Tuesday, sunny</div><main><h1>Head</h1><p>Short.</p>{STORY}<p>The director thanked the cooks.</p></main><div>Weather: rain</div>"
    )
    assert furniture(found) == ["Tuesday, sunny", "Weather: rain"]


def test_prose_outside_of_the_story_is_content() -> None:
    assert furniture(page(f"<div>{PROSE}</div><main><h1>Head</h1>{STORY}</main>")) == []


def test_teasers_beside_the_article_are_not_taken_for_the_story() -> None:
    teasers = "<section class='related'><article><p>Gulls return</p></article><article><p>Tug burns</p></article></section>"
    found = page(f"<article><h1>Head</h1>{STORY}</article>{teasers}")
    assert furniture(found) == ["Gulls return", "Tug burns"]


def test_a_page_of_very_many_blocks_is_judged_throughout() -> None:
    found = page(f"<div>Weather: rain</div><main><h1>Head</h1>{STORY * 1200}</main><div>Tides: low</div>")
    assert furniture(found) == ["Weather: rain", "Tides: low"]


def test_greek_prose_is_known_by_its_common_words() -> None:
    prose = (
        "Η εφημερίδα μας ζήτησε από το υπουργείο να πει πότε θα αρχίσει η εκπαίδευση και για ποιους θα είναι αυτή, αλλά δεν το είπε. " * 2
    )
    names = "Κάλβαρα Νόρντχαβεν Μελισσάνου Έλβενταλ Καλαβρίνος Θάλασσα Πύλη Άγκυρα Λιμάνι Τελωνείο Προβλήτα Γερανός Πλοίο"
    told = f'<html lang="el"><body><p>{prose}</p><div>{names}</div><main><p>{prose}</p></main><div>{names}</div></body></html>'
    assert furniture(read(told.encode())) == [names, names]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("<title>Told here | Site</title>", ("Told here | Site", "en", None)),
        ('<title>x</title><meta property="og:title" content=" Told\n here ">', ("Told here", "en", None)),
        ('<meta property="article:published_time" content="2018-03-17T23:30:00-05:00">', (None, "en", "2018-03-17")),
        ('<meta name="DC.date" content="2018-03">', (None, "en", "2018-03")),
        ('<meta name="date" content="2018/03/17">', (None, "en", "2018-03-17")),
        ('<meta name="date" content="17 March">', (None, "en", None)),
        ('<meta name="date" content="2018-02-30">', (None, "en", None)),
        ('<meta name="date" content="">', (None, "en", None)),
        ("<title>Microsoft Word - report.docx</title>", (None, "en", None)),
        (f"<title>{'long ' * 300}</title>", (None, "en", None)),
    ],
)
def test_a_page_declares_title_language_and_date_in_its_head(head: str, said: tuple[str | None, ...]) -> None:
    found = page(STORY, head)
    assert (found.title, found.language, found.date) == said


@pytest.mark.parametrize(
    ("told", "language"),
    [
        ('<html lang="EL-gr">', "el"),
        ('<html xml:lang="de">', "de"),
        ('<html lang="zz">', None),
        ('<html><meta property="og:locale" content="fr_FR">', "fr"),
        ("<html>", None),
    ],
)
def test_a_language_is_what_the_page_says_and_else_none(told: str, language: str | None) -> None:
    assert read(f"{told}<body>{STORY}</body></html>".encode()).language == language


def test_the_first_time_of_the_story_is_the_date_where_the_head_has_none() -> None:
    times = "<nav><time>2024-01-01</time></nav><p><time datetime='2018-06-08T10:00'>Friday</time> <time>2019-01-01</time></p>"
    assert page(times + STORY).date == "2018-06-08"


@pytest.mark.parametrize("nothing", ["<html></html>", "<!-- nothing -->", "<html><body><script>x</script></body></html>", "<p> </p>"])
def test_a_page_without_words_is_refused(nothing: str) -> None:
    with pytest.raises(BadText):
        read(nothing.encode(), "empty.html")


def test_a_page_that_is_nested_beyond_measure_is_refused_and_not_cut() -> None:
    deep = "<div>" * 3000 + "deep" + "</div>" * 3000
    with pytest.raises(BadText, match="nested too deeply"):
        page(deep)


def test_a_page_of_frames_is_refused() -> None:
    with pytest.raises(BadText, match="made of frames"):
        read(b"<html><head><title>x</title></head><frameset><frame src='x'></frameset></html>")


def test_broken_markup_is_read_as_browsers_do() -> None:
    assert content(page("<p>one <b>two<p>three</b></div></p>four")) == ["one two", "three", "four"]
