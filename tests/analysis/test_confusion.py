"""Where a network errs, held to scikit-learn on the same predictions."""

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

from builder.analysis.confusion import (
    Mixed,
    closest_calls,
    confusion,
    images_of_cell,
    most_confused,
    surest_mistakes,
)
from builder.statistics.predictions import Predictions


def shares(*rows: list[float]) -> np.ndarray:
    return np.array(rows, np.float32)


def test_counts_rates_and_accuracy_are_those_of_scikit_learn(predictions):
    found, said = confusion(predictions), predictions.probabilities.argmax(axis=1)
    np.testing.assert_array_equal(found.counts, confusion_matrix(predictions.labels, said, labels=range(6)))
    np.testing.assert_allclose(found.rates, confusion_matrix(predictions.labels, said, normalize="true"))
    assert found.accuracy == accuracy_score(predictions.labels, said)
    assert found.total == 3_000


def test_precision_recall_f1_and_support_are_those_of_scikit_learn(predictions):
    said = predictions.probabilities.argmax(axis=1)
    expected = precision_recall_fscore_support(predictions.labels, said, labels=range(6))
    np.testing.assert_allclose(np.array(confusion(predictions).scores).T, np.array(expected))


def test_a_class_that_is_neither_there_nor_said_scores_zero():
    found = confusion(Predictions(np.array([0, 1], np.uint8), shares([0.9, 0.1, 0], [0.2, 0.8, 0])))
    assert found.scores[2] == (0.0, 0.0, 0.0, 0)
    assert found.rates[2].tolist() == [0, 0, 0]


def test_without_images_there_is_nothing_to_be_right_about():
    found = confusion(Predictions(np.zeros(0, np.uint8), np.zeros((0, 3), np.float32)))
    assert (found.total, found.accuracy, found.counts.shape) == (0, 0.0, (3, 3))


def test_the_images_of_a_cell_come_with_the_surest_first():
    labels = np.array([0, 0, 0, 1, 0], np.uint8)
    said = shares([0.4, 0.6], [0.1, 0.9], [0.8, 0.2], [0.3, 0.7], [0.3, 0.7])
    assert images_of_cell(Predictions(labels, said), true=0, said=1).tolist() == [1, 4, 0]
    assert images_of_cell(Predictions(labels, said), true=1, said=0).tolist() == []


def test_the_cells_of_the_matrix_hold_all_images_once(predictions):
    counts = confusion(predictions).counts
    cells = [images_of_cell(predictions, true, said) for true in range(6) for said in range(6)]
    assert [len(cell) for cell in cells] == counts.ravel().tolist()
    assert sorted(np.concatenate(cells).tolist()) == list(range(3_000))


def test_mistakes_come_with_the_surest_first_and_close_calls_with_the_closest():
    labels = np.array([0, 0, 1, 1], np.uint8)
    said = shares([0.45, 0.55, 0], [0.05, 0.95, 0], [0.2, 0.75, 0.05], [0.5, 0.02, 0.48])
    assert surest_mistakes(Predictions(labels, said)).tolist() == [1, 0, 3]
    assert surest_mistakes(Predictions(labels, said), most=1).tolist() == [1]
    assert closest_calls(Predictions(labels, said), most=3).tolist() == [3, 0, 2]


def test_the_classes_most_often_confused_are_counted_in_both_directions():
    labels = np.array([0, 0, 0, 1, 1, 2, 2], np.uint8)
    said = np.eye(3, dtype=np.float32)[[1, 1, 0, 0, 1, 0, 2]]
    found = most_confused(confusion(Predictions(labels, said)))
    assert found == (Mixed(first=0, second=1, forth=2, back=1), Mixed(first=2, second=0, forth=1, back=0))
