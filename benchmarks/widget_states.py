"""What a browser sends for a widget of Streamlit's: untouched, or changed as a person would."""

import random

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState

#: The kinds that an open tab keeps, as Streamlit names them.
WIDGETS = ("button", "button_group", "checkbox", "file_uploader", "number_input", "selectbox", "slider", "text_input")


def shown_by(element: Element) -> WidgetState | None:
    """What a browser sends for a widget that nobody has touched; None for one without a value."""
    kind = element.WhichOneof("type")
    widget = getattr(element, kind)
    if kind == "checkbox":
        return WidgetState(id=widget.id, bool_value=widget.value if widget.set_value else widget.default)
    if kind in ("number_input", "text_input"):
        value = widget.value if widget.set_value else widget.default if widget.HasField("default") else None
        name = "double_value" if kind == "number_input" else "string_value"
        return WidgetState(id=widget.id) if value is None else WidgetState(id=widget.id, **{name: value})
    if kind == "selectbox":
        value = widget.raw_value if widget.set_value else widget.options[widget.default]
        return WidgetState(id=widget.id, string_value=value)
    if kind == "slider":
        chosen = list(widget.raw_value) if widget.set_value else [widget.options[int(at)] for at in widget.default]
        return _texts(widget.id, chosen)
    if kind == "button_group":
        return _texts(widget.id, list(widget.raw_values) if widget.set_value else _options(widget, widget.default))
    return None


def edit_of(element: Element, chance: random.Random) -> WidgetState | None:
    """Another value of a slider, a switch or a number, as a person would pick it; None for any other widget."""
    kind = element.WhichOneof("type")
    widget = getattr(element, kind)
    if kind == "slider" and len(widget.options) > 1:
        return _texts(widget.id, [chance.choice(widget.options)])
    if kind == "checkbox":
        return WidgetState(id=widget.id, bool_value=chance.random() < 0.5)
    if kind == "number_input" and widget.HasField("default"):
        value = widget.default + chance.choice((-1, 1)) * widget.step
        return WidgetState(id=widget.id, double_value=min(max(value, widget.min), widget.max))
    return None


def _options(widget, at) -> list[str]:
    return [widget.options[index].content for index in at]


def _texts(id: str, texts: list[str]) -> WidgetState:
    state = WidgetState(id=id)
    state.string_array_value.data.extend(texts)
    return state
