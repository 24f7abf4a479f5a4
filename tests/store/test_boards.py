"""The boards of the leaderboard: one for each data set and budget, and in each the lines on the same images."""

from builder.store.board.boards import boards_of
from builder.store.board.leaks import usual_count
from builder.store.board.lines import lines_of
from builder.store.board.ranking import ranked
from tests.store.board_runs import made_run


def boards(*runs):
    return boards_of(lines_of(ranked(runs, usual_count)))


def test_there_is_a_board_for_each_data_set_and_budget_that_has_a_run_with_an_epoch():
    found = boards(
        made_run("digits", dataset="digits"),
        made_run("quick", data={"limit": 4000}),
        made_run("quicker", data={"limit": 400}),
        made_run("full"),
        made_run("cancelled", dataset="digits", data={"limit": 100}, epochs=0, validation_accuracy=None),
    )
    assert [(board.dataset, board.is_quick) for board in found] == [
        ("cifar10", False), ("cifar10", True), ("digits", False),
    ]  # fmt: skip
    assert [[line.id for line in group.lines] for group in found[1].groups] == [["quick"], ["quicker"]]
    assert boards() == ()


def test_places_begin_at_1_in_each_group_of_the_same_images_and_leave_none_out():
    (board,) = boards(
        *(made_run(f"a{number}", data={"limit": 4000}, validation_accuracy=number / 10) for number in range(1, 4)),
        *(made_run(f"b{number}", data={"limit": 400}, validation_accuracy=number / 9) for number in range(1, 5)),
    )
    assert [[line.place for line in group.lines] for group in board.groups] == [[1, 2, 3], [1, 2, 3, 4]]


def test_on_the_podium_are_the_best_three_that_have_a_place_and_equals_share_a_step():
    trained_on_validation = made_run("x", data={"trains_on_validation": True}, validation_accuracy=0.99)
    accuracies = {"a": 0.5, "b": 0.9, "c": 0.9, "d": 0.1}
    (board,) = boards(
        trained_on_validation, *(made_run(id, validation_accuracy=accuracy) for id, accuracy in accuracies.items())
    )
    assert [(line.place, line.id) for line in board.groups[0].medals] == [(1, "b"), (1, "c"), (3, "a")]
    (alone,) = boards(trained_on_validation)
    assert alone.groups[0].medals == ()
