"""Which places of a picture spoke for a class, in sentences."""

#: What each method shows. {size} is the number of places of Grad-CAM's map.
ABOUT = {
    "grad-cam": "Grad-CAM weighs the layer’s maps by how much each would change the class’s probability: bright places "
    "spoke for the class; empty ones can count, too. The map has {size} places, however finely it is drawn.",
    "occlusion": "A square in the picture’s mean colour covers one place after another: where it is bright, covering "
    "costs the class most of its probability.",
}
#: How two maps side by side are to be compared.
FAINTER = "The less likely a class is, the fainter is its map."

_EMPTY = (
    "Grad-CAM weighs each map of the layer by its mean effect on the whole picture and cuts off what is below zero; "
    "here nothing is left."
)


def nothing_found(method: str, earlier: str | None) -> str:
    """Why a map is empty, and what else to look at: an `earlier` layer where one has a map, or occlusion."""
    if method == "grad-cam":
        layer = "" if earlier is None else f"An earlier layer has a map: --layer {earlier}. "
        return f"No place speaks for the class. {_EMPTY} {layer}Occlusion (--method occlusion) may show one."
    return "No place speaks for the class: covering any one of them takes nothing from its probability."


def occlusion_instead(names: list[str], layer: str, found: bool) -> str:
    """Why the maps of these classes are not Grad-CAM's at this layer; `found`: whether occlusion's show something."""
    told = (
        f"Weighed by their effect on the class, the maps of {layer} leave nothing above zero. "
        f"Shown is occlusion, as Grad-CAM found nothing here for {' or '.join(names)}. "
    )
    return told + (ABOUT["occlusion"] if found else "It finds none either: no single place is needed.")


def instead_of_grad_cam(class_name: str) -> str:
    """Why a picture opens on occlusion."""
    return f"Grad-CAM finds nothing for {class_name} in this picture; this is the other method, Occlusion."


def because(said: str, truth: str | None, then: str | None, shares: tuple[str, str, str]) -> str:
    """What a picture's most needed place does to the answer `said`, all in Markdown; `truth` is the picture's class.

    With the framed place covered the network says `then`, None where no place is needed. `shares` are the probability
    of `said`, and with the place covered those of `then` and of `said`.
    """
    whole, of_then, of_said = shares
    wrong = f" It is **{truth}**." if truth not in (None, said) else ""
    told = f"It said **{said}**, {whole}.{wrong}"
    if then is None:
        return f"{told} Covering any one place takes nothing from that."
    if then == said:
        return f"{told} Covering the framed place costs that answer most, and it stays: {said} then has {of_said}."
    return f"{told} Covering the framed place costs that answer most: then it says **{then}**, {of_then}."


#: Beside what shows one view, where the answer is the mean of two.
ONE_VIEW = "The answer is the mean with the mirror image; what is shown of the network is of the picture as it is."


def whose_probabilities(temperature: float | None, class_name: str, shown: str, own: str | None) -> str:
    """That the probabilities are those of Classify; `shown` and the network's `own` of one class as texts."""
    if temperature is None:
        return "The probabilities are the network’s own, as on Classify."
    if own in (None, shown):
        return f"The percentages are corrected by a temperature of {temperature:.2f}, as on every page."
    return (
        f"For {class_name}: {own} as trained, {shown} after a correction, which every page shows. It was fitted to the "
        f"validation images (temperature {temperature:.2f}) and changes no answer."
    )
