"""What suits the optimiser that is chosen: a sentence beside the field, after what the field is."""

#: By the optimiser and the field. The presets of minutes are those beyond the slides.
SUITS = {
    "adam": {"learning_rate": "0.001 suits Adam."},
    "adamw": {
        "learning_rate": "0.001 suits AdamW.",
        "weight_decay": "0.004 is usual with AdamW.",
    },
    "rmsprop": {
        "learning_rate": "0.001 suits RMSprop.",
        "momentum": "RMSprop is mostly used without.",
    },
    "sgd": {
        "learning_rate": "0.01 suits SGD.",
        "momentum": "0.9 is usual with SGD.",
    },
    "muon": {
        "learning_rate": "0.001 is usual with Muon; the presets of minutes take 0.04.",
        "momentum": "0.95 is usual with Muon; the presets of minutes take 0.6.",
        "weight_decay": "0.004 is usual with Muon; the presets of minutes take 0.5.",
    },
}


def what_suits(field: str, optimizer: str) -> str:
    """The sentence, with a space before it; empty where there is none."""
    sentence = SUITS.get(optimizer, {}).get(field)
    return "" if sentence is None else f" {sentence}"
