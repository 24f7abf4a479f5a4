"""Opening, reading and pressing the Leaderboard page, without a browser."""

from streamlit.testing.v1 import AppTest

from builder import presets
from builder.design.images import SOURCES
from builder.store import visitors
from builder.ui.leaderboard import selection
from tests.ui.opened import SECRET, checked, opened_page, the_only

ME = visitors.owner_of(SECRET)
YOU = visitors.owner_of("somebody else")


def visit(*selected: str, **address: str) -> AppTest:
    """The Leaderboard page as me at that address, with these runs ticked."""
    return opened_page("leaderboard", address, **{selection.SELECTED_RUNS: selected})


def opened(run, **address: str) -> AppTest:
    """The Leaderboard page as me with this run, or the line of this id, open beside the table."""
    id = run if isinstance(run, str) else run.id
    return visit(run=id.replace("seeds of ", "seeds-"), **address)


def all_columns(app: AppTest) -> AppTest:
    """The page with every column of its table."""
    return checked(app.toggle(key="leaderboard.columns").set_value(True).run())


def press(app: AppTest, label: str) -> AppTest:
    return checked(button(app, label).click().run())


def button(app: AppTest, label: str):
    return next(button for button in app.button if button.label == label)


def shown(app: AppTest, column: str) -> list:
    return list(the_only(app.dataframe).value[column])


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption))


def slides_protocol(preset: str, **data):
    """Project 16 or 18 as in the slides, on the digits."""
    experiment = presets.get(preset).as_in_slides
    changed = experiment.data.model_copy(update={"images": SOURCES["digits"], **data})
    return experiment.model_copy(update={"data": changed})
