"""Reading and pressing what is on the Build page, without a browser."""

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from tests.ui.opened import checked, labelled


def total(app: AppTest) -> int:
    return int(next(metric.value for metric in app.metric if metric.label == "Parameters").replace(",", ""))


def name_shown(app: AppTest) -> str:
    """The design's name at the top of the page: its title, on a first visit the first heading below the welcome's."""
    titles = [heading.value for heading in (*app.title, *app.header)]
    return titles[1] if titles[0] == "Teach a computer to see" else titles[0]


def press(app: AppTest, label: str) -> AppTest:
    return checked(labelled(app.button, label).click().run())


def preset(app: AppTest, id: str) -> AppTest:
    return checked(app.button(key=f"preset.{id}").click().run())


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def is_disabled(app: AppTest, label: str) -> bool:
    return labelled(app.button, label).disabled


def blocks(app: AppTest) -> list[str]:
    """The titles of the conv blocks."""
    labels = (button.label.partition(": ")[2] for button in app.sidebar.button)
    return [label for label in labels if label.startswith("**Block")]


def reported(app: AppTest) -> WidgetStates:
    """What the browser would report now: what each widget on the page says."""
    return app._tree.get_widget_states()


def run_reporting(app: AppTest, kept: WidgetStates) -> AppTest:
    """The page's next run, in which the browser also reports widgets that it kept from an earlier drawing."""
    states = reported(app)
    drawn = {widget.id for widget in states.widgets}
    states.widgets.extend(widget for widget in kept.widgets if widget.id not in drawn)
    return checked(app._run(states))
