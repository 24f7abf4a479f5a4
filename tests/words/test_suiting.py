"""What is said of an optimiser's fields agrees with the optimisers and the presets."""

from builder.design.training.optimizers import OPTIMIZERS
from builder.presets import BEYOND
from builder.ui.explained.help import HELP, help_with
from builder.words.suiting import SUITS, what_suits


def test_each_sentence_is_about_a_field_that_the_optimiser_has():
    assert SUITS.keys() <= set(OPTIMIZERS)
    for kind, sentences in SUITS.items():
        assert sentences.keys() <= {"learning_rate", *OPTIMIZERS[kind].model_fields}


def test_every_usual_value_is_the_one_that_the_optimiser_has():
    for kind, sentences in SUITS.items():
        made = OPTIMIZERS[kind]()
        assert f"{made.usual_rate:g} " in sentences["learning_rate"]
        for name, sentence in sentences.items():
            if kind in ("adamw", "muon") and name != "learning_rate":
                assert sentence.startswith(f"{getattr(made, name):g} is usual")


def test_what_the_presets_of_minutes_take_is_what_is_said_of_muon():
    for preset in BEYOND.values():
        training = preset.experiment.training
        assert f"take {training.learning_rate.rate:g}." in SUITS["muon"]["learning_rate"]
        assert f"take {training.optimizer.momentum:g}." in SUITS["muon"]["momentum"]
        assert f"take {training.optimizer.weight_decay:g}." in SUITS["muon"]["weight_decay"]


def test_the_help_of_a_field_follows_the_optimiser_and_keeps_its_link():
    of_muon, of_sgd = (help_with("momentum", kind) for kind in ("muon", "sgd"))
    assert "0.6" in of_muon and "SGD" not in of_muon and "0.9 is usual with SGD." in of_sgd
    assert of_muon.endswith("(./glossary?term=momentum)")
    assert help_with("momentum", "adam") == HELP["momentum"] and help_with("no field", "muon") is None
    assert what_suits("epochs", "muon") == ""
