"""Every page in every language at a real browser: it is said in that language, fits a phone, and the choice
stays.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, expect

from pages.menu import MENU
from peace_ledger.translation import CATALOGUES, DEFAULT, LANGUAGES, _, speaking
from tests.browser.reading import PATHS, PHONE, WIDE, OpenReader, Reader, unharmed
from tests.server import Server

pytestmark = pytest.mark.browser

OTHERS = tuple(language for language in LANGUAGES if language != DEFAULT)
SEED = "joint-statement-2023-12-07"
SPILLED = """() => {
    const scrolls = element => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const held = element => element && element !== document.body
        && (scrolls(element) || held(element.parentElement));
    return [...document.querySelectorAll('[data-testid="stMain"] *')]
        .filter(element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
            && element.getBoundingClientRect().width > 0
            && element.getBoundingClientRect().right > innerWidth + 1
            && !held(element.parentElement))
        .map(element => element.outerHTML.slice(0, 120));
}"""
"""What sticks out of the page to the right, and stands in nothing that scrolls."""


@pytest.fixture
def preferring(browser: Browser, server: Server) -> Iterator[Callable[..., Reader]]:
    """Readers whose browser prefers a language."""
    contexts = []
    with unharmed() as readers:

        def new(language: str, **look: object) -> Reader:
            contexts.append(browser.new_context(locale=language))
            readers.append(Reader.of(contexts[-1], server.url, **look))  # type: ignore[arg-type]
            return readers[-1]

        yield new
    for context in contexts:
        context.close()


def english(language: str) -> set[str]:
    """The texts without values that are said otherwise in a language; a single small word may be the name of
    a column.
    """
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    texts = {one.id for one in catalogue if isinstance(one.id, str) and one.id not in {"", one.string}}
    return {text for text in texts if "{" not in text and (" " in text or text[0].isupper())}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_said_in_the_language_of_the_browser_and_fits_a_phone(
    preferring: Callable[..., Reader], path: str, language: str
) -> None:
    one = preferring(language, viewport=PHONE)
    one.open(path)
    page = next(page for page in MENU if f"/{page.path}" == path)
    with speaking(language):
        title = _(page.title)
    expect(one.page.locator("html")).to_have_attribute("lang", language)
    expect(one.page.get_by_role("heading", level=1)).to_have_text(title)
    expect(one.page).to_have_title(f"{title} · Peace Ledger")
    one.asks([])
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one.page.evaluate(SPILLED) == []
    seen = {line.strip() for line in one.page.locator("body").inner_text().splitlines()}
    assert seen & english(language) == set()


def test_a_language_that_is_chosen_stays_in_the_link(reader: OpenReader) -> None:
    one = reader(viewport=WIDE)
    one.open(f"/reactions?event={SEED}")
    with speaking("ru"):
        reactions, releases = _("Reactions"), _("Releases")
    one.page.get_by_role("combobox", name="Language").select_option("ru")
    one.page.wait_for_url("**lang=ru**")
    expect(one.page.get_by_role("heading", level=1)).to_have_text(reactions)
    one.settle()
    one.asks([("event", SEED), ("lang", "ru")])
    one.page.get_by_role("link", name=releases, exact=True).click()
    one.page.wait_for_url("**/releases?**")
    one.settle()
    one.asks([("event", SEED), ("lang", "ru")])
    expect(one.page.locator("html")).to_have_attribute("lang", "ru")

    other = reader(stranger=True)
    other.open(one.page.url.removeprefix(one.origin))
    one.sees(other.seen())

    one.page.get_by_role("combobox").filter(has_text=LANGUAGES["ru"]).select_option("en")
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Releases")
    one.settle()
    one.asks([("event", SEED), ("lang", "en")])


@pytest.mark.parametrize("language", OTHERS)
def test_months_on_an_axis_and_days_in_a_list_are_in_the_language(reader: OpenReader, language: str) -> None:
    one = reader()
    one.open(f"/releases?from=2023-09-01&to=2024-02-28&lang={language}")
    ticks = one.page.locator(".pl-plot .xtick text").all_text_contents()
    assert any(re.search(r"[^\W\d_]", tick) for tick in ticks)
    months = {"az": "(?:sen|okt|noy|dek|yan|fev)", "hy": "[ա-ֆ]{3}", "ru": "(?:сен|окт|ноя|дек|янв|фев)"}
    english_months = re.compile(r"\b(?:Sep|Oct|Nov|Dec|Jan|Feb)\b")
    assert not any(english_months.search(tick) for tick in ticks)
    assert any(re.search(months[language], tick) for tick in ticks), ticks
    with speaking(language):
        title = _("All releases")
    said = one.page.locator("section.pl-card").filter(has_text=title).last.inner_text()
    assert re.search(rf"{months[language]}", said)
    assert not english_months.search(said.replace("(Dec", ""))


def test_in_english_nothing_is_said_of_the_language_of_rows(reader: OpenReader) -> None:
    one = reader()
    one.open("/?lang=en")
    expect(one.page.locator(".pl-rows")).to_be_hidden()
    one.open("/?lang=hy")
    with speaking("hy"):
        expect(one.page.locator(".pl-rows")).to_contain_text("անգլերեն")


@pytest.mark.parametrize("path", ["/events", "/commitments", "/sources"])
def test_texts_of_rows_say_in_which_language_they_are(reader: OpenReader, path: str) -> None:
    one = reader()
    one.open(f"{path}?lang=en")
    said = set(one.page.locator("tbody tr :is(span, div, a, q)").all_text_contents())
    expect(one.page.locator("section.pl-card [lang]")).to_have_count(0)
    one.open(f"{path}?lang=hy")
    marked = one.page.locator("section.pl-card tbody [lang]")
    expect(marked.first).to_have_attribute("lang", "en")
    texts = set(marked.all_text_contents())
    assert len(texts) > 20
    assert texts <= said
