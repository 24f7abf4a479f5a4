"""A run's page in a browser: a click on a cell of the confusion matrix, the boxes from the keyboard, and its links."""

import itertools

import pytest

from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store import visitors
from builder.store.schema.database import open_database
from builder.ui.app.identity import COOKIE
from tests.browser.conftest import EXPECTED_CONSOLE_ERRORS, new_context, running_app, wait_for, wait_until_drawn
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import SECRET
from tests.ui.run_page.made_predictions import keep_predictions, places_of
from tests.ui.run_page.made_predictions import told as below

pytestmark = pytest.mark.slow

PHONE = {"width": 390, "height": 844}
#: Of each class the share that was recognised, and where the cell, its figure, the bar's track and the bar are.
RECALLS = """() => [...document.querySelectorAll(".scores-bar")].map((cell) => {
  const figure = document.createRange();
  figure.selectNode(cell.firstChild);
  const places = [cell, figure, cell.querySelector("span"), cell.querySelector("i")];
  return [parseFloat(cell.textContent) / 100, ...places.map((place) => place.getBoundingClientRect().toJSON())];
})"""
MAIN = "document.querySelector('[data-testid=stMain]')"


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    home = tmp_path_factory.mktemp("run-page-home")
    return Settings(home=home, cifar10=None, database_url=sqlite_url(home / DATABASE_FILE))


@pytest.fixture(scope="module")
def run(settings):
    """A run that took three 3s for 5, one 3 for 8 and one 7 for 1."""
    db = open_database(settings)
    run = ended_run(db, design(name="Looked into"), visitors.owner_of(SECRET), accuracy=0.98, test=(280, 299))
    threes, sevens = places_of(settings, run, 3, 4), places_of(settings, run, 7, 1)
    said = {threes[0]: (5, 0.6), threes[1]: (5, 0.9), threes[2]: (5, 0.7), threes[3]: (8, 0.5), sevens[0]: (1, 0.98)}
    keep_predictions(settings, run, said)
    db.dispose()
    return run


@pytest.fixture(scope="module")
def address(settings, run):
    with running_app(settings.home) as address:
        yield address


@pytest.fixture(scope="module")
def page(chromium, address, run):
    context = new_context(chromium)
    page = context.new_page()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/run?id={run.id}")
    page.get_by_text("3 images of 3 taken for 5").wait_for()
    yield page
    context.close()
    # "404 (Not Found)" is all that is said of the two requests that Streamlit makes below a page's own address.
    expected = ("404", *EXPECTED_CONSOLE_ERRORS)
    assert [error for error in errors if not any(known in error for known in expected)] == []


def gallery(page) -> list[str]:
    told = page.locator(".tiles").last.locator("figcaption span").all_text_contents()
    return [one.replace("\N{NO-BREAK SPACE}", " ") for one in told]


def cell(page, true: str, said: str):
    """The cell's rectangle; its count lies over it, so a click is forced."""
    return page.locator(f'.st-key-run_matrix path[aria-label*="Is: {true}; Said: {said};"]').first


def test_a_click_on_a_cell_shows_its_images_the_surest_first(page, settings, run):
    fives = [below(settings, run, "5", probability) for probability in (0.9, 0.7, 0.6)]
    wait_for(page, lambda: gallery(page) == fives)
    cell(page, "7", "1").click(force=True)
    page.get_by_text("1 image of 7 taken for 1").wait_for()
    wait_for(page, lambda: gallery(page) == [below(settings, run, "1", 0.98)])
    wait_for(page, lambda: page.locator(".st-key-run-cell-true input").input_value() == "7")
    cell(page, "3", "8").click(force=True)
    page.get_by_text("1 image of 3 taken for 8").wait_for()
    wait_for(page, lambda: gallery(page) == [below(settings, run, "8", 0.50)])
    cell(page, "3", "5").click(force=True)
    page.get_by_text("3 images of 3 taken for 5").wait_for()


def type_choice(page, box, name: str) -> None:
    """Types a choice into `box`, which has the focus; Enter takes what the list shows, once it shows something.

    Where the page draws the box anew just then, the letters are lost: then they are typed once more.
    """
    option, looks = page.get_by_role("option", name=name, exact=True), itertools.count()

    def is_listed() -> bool:
        if next(looks) % 50 == 0 and not option.is_visible():
            box.fill("")
            page.keyboard.type(name)
        return option.is_visible()

    wait_for(page, is_listed)
    page.keyboard.press("Enter")


def test_the_boxes_do_the_same_from_the_keyboard(page):
    box = page.locator(".st-key-run-cell-said input")
    box.focus()
    type_choice(page, box, "8")
    page.get_by_text("1 image of 3 taken for 8").wait_for()
    box = page.locator(".st-key-run-cell-true input")
    box.focus()
    type_choice(page, box, "7")
    page.get_by_text("No 7 was taken for 8.").wait_for()


def test_the_probabilities_are_there_on_hover_and_on_focus(page, settings, run):
    tile = page.locator(".tiles").first.locator(".tile").first
    tile.hover()
    more = tile.locator(".tile-more")
    more.wait_for(state="visible")
    assert more.locator("p").first.inner_text().split("\n")[1] == below(settings, run, "1", 0.98).split(", ")[1]
    heading = page.locator(".st-key-run_strip p").first.bounding_box()
    assert more.bounding_box()["y"] >= heading["y"] + heading["height"], "it leaves the heading to be read"
    page.mouse.move(0, 0)
    tile.locator(".tile-more").wait_for(state="hidden")
    tile.focus()
    tile.locator(".tile-more").wait_for(state="visible")


def test_a_bar_of_recall_is_as_long_as_its_share_below_its_figure_and_both_stay_in_their_cell(page, address, run):
    page.goto(f"{address}/run?id={run.id}&show=Where+it+errs")
    page.locator(".scores-bar").first.wait_for()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        wait_until_drawn(page)
        recalls = page.evaluate(RECALLS)
        assert [share for share, *_ in recalls].count(1) == 8
        for share, cell, figure, track, bar in recalls:
            assert abs(bar["width"] - share * track["width"]) < 0.5
            assert cell["left"] < bar["left"] and track["right"] < cell["right"] and bar["bottom"] < cell["bottom"]
            assert cell["left"] <= figure["left"] and figure["right"] <= cell["right"]
            assert figure["bottom"] <= bar["top"]


def test_the_open_section_is_in_the_address_and_nothing_is_wider_than_the_page(page, address, run):
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for name, told in (
            ("How far to trust it", "On average it is"),
            ("Doubtful labels", "confident learning"),
            ("Where it errs", "Most often confused"),
        ):
            page.get_by_role("tab", name=name).click()
            page.get_by_text(told).first.wait_for()
            wait_until_drawn(page)
            assert page.evaluate(f"{MAIN}.scrollWidth <= {MAIN}.clientWidth"), (width, name)
    page.goto(f"{address}/run?id={run.id}&show=Doubtful+labels")
    page.get_by_text("confident learning").first.wait_for()
    assert page.get_by_role("tab", name="Doubtful labels").get_attribute("aria-selected") == "true"
    assert page.title() == "Looked into · Model Builder"


def test_the_result_on_the_build_page_leads_to_the_runs_page(chromium, address, run):
    context = new_context(chromium)
    context.add_cookies([{"name": COOKIE, "value": SECRET, "url": address}])
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="See what it learned").click()
    page.get_by_text("It gets 94 of 100 new pictures right.").wait_for()
    assert page.url.endswith(f"/run?id={run.id}")
    context.close()


def test_a_click_on_a_picture_or_enter_on_it_opens_it_in_inside_in_sight(page, address, run):
    page.set_viewport_size({"width": 1440, "height": 900})
    for act in ("click", "Enter"):
        page.goto(f"{address}/run?id={run.id}")
        tile = page.locator("[data-pictures] .tiles").first.locator(".tile").nth(1)
        number = tile.get_attribute("data-number")
        if act == "click":
            tile.click()
        else:
            tile.focus()
            page.keyboard.press("Enter")
        shown = page.get_by_label("Number", exact=True)
        wait_for(page, lambda shown=shown, number=number: shown.input_value() == number)
        assert page.get_by_role("tab", name="Inside").get_attribute("aria-selected") == "true"
        assert "show=Inside" in page.url
        wait_for(page, lambda: page.get_by_role("tab", name="Inside").bounding_box()["y"] < 200)
        wait_for(page, lambda: page.evaluate("document.activeElement.textContent.trim()") == "Inside")


def test_a_dark_page_is_printed_light_with_its_pictures_as_they_are(chromium, address, run):
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}/run?id={run.id}")
    page.locator(".tile img").first.wait_for()

    def filters() -> list[str]:
        of = "one => getComputedStyle(document.querySelector(one)).filter"
        return page.evaluate(f"['[data-testid=stMain]', '.tile img'].map({of})")

    assert filters() == ["none", "none"]
    page.locator(".js-plotly-plot .main-svg").first.wait_for(state="attached")
    page.emulate_media(media="print", color_scheme="dark")
    wait_for(page, lambda: filters() == ["invert(1) hue-rotate(180deg)"] * 2)
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".stButton:visible, [data-testid=stHeader]:visible").count() == 0, "nothing to press on paper"
    assert page.locator(".js-plotly-plot .main-svg[viewBox]").count() > 0, "charts are as wide as their place"
    page.emulate_media(media="screen", color_scheme="light")
    page.reload()
    page.locator(".tile img").first.wait_for()
    page.emulate_media(media="print", color_scheme="light")
    assert filters() == ["none", "none"], "a light page is printed as it is"
    context.close()


def test_an_empty_cell_leaves_the_matrix_where_it_is(page, address, run):
    page.goto(f"{address}/run?id={run.id}")
    page.get_by_text("3 images of 3 taken for 5").wait_for()
    wait_until_drawn(page)
    cell(page, "9", "9").click(force=True)
    page.get_by_text("of 9 recognised").wait_for()
    box = page.locator(".st-key-run-cell-said input")
    box.focus()
    page.evaluate("document.querySelector('.st-key-run_matrix').scrollIntoView()")
    before = page.locator(".st-key-run_matrix").bounding_box()["y"]
    type_choice(page, box, "0")
    page.get_by_text("No 9 was taken for 0.").wait_for()
    wait_until_drawn(page)
    assert abs(page.locator(".st-key-run_matrix").bounding_box()["y"] - before) < 2


def test_the_page_ends_with_what_it_shows(page, address, run):
    for size in (PHONE, {"width": 1440, "height": 900}):  # the tests after this one share the page
        page.set_viewport_size(size)
        page.goto(f"{address}/run?id={run.id}")
        page.get_by_text("3 images of 3 taken for 5").wait_for()
        wait_until_drawn(page)
        page.evaluate(f"{MAIN}.scrollTo(0, {MAIN}.scrollHeight)")
        last = page.locator(".tiles").last.bounding_box()
        assert last["y"] + last["height"] > size["height"] - 150


def test_a_file_is_taken_away_by_one_click_and_only_once(page, address, run):
    page.goto(f"{address}/run?id={run.id}&show=Take+away")
    taken = []
    page.on("download", lambda download: taken.append(download.suggested_filename))
    report = page.locator(".st-key-take_html")
    report.get_by_role("button", name="Download").click()
    report.get_by_role("button", name="Again").wait_for()
    wait_for(page, lambda: taken == ["looked_into.html"])
    page.get_by_role("tab", name="Doubtful labels").click()
    page.get_by_text("confident learning").first.wait_for()
    page.get_by_role("tab", name="Take away").click()
    page.locator(".st-key-take_py").get_by_role("button", name="Download").click()
    wait_for(page, lambda: "looked_into.py" in taken)
    assert taken == ["looked_into.html", "looked_into.py"]


def test_a_reload_shows_the_cell_that_was_looked_at(page, address, run):
    page.goto(f"{address}/run?id={run.id}")
    page.get_by_text("3 images of 3 taken for 5").wait_for()
    wait_until_drawn(page)
    box = page.locator(".st-key-run-cell-said input")
    box.focus()
    type_choice(page, box, "8")
    page.get_by_text("1 image of 3 taken for 8").wait_for()
    wait_for(page, lambda: page.url.endswith("&cell=3-8"))
    page.reload()
    page.get_by_text("1 image of 3 taken for 8").wait_for()
    page.get_by_role("link", name="Leaderboard").first.click()
    wait_for(page, lambda: page.url.endswith("/leaderboard"))
