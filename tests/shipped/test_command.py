"""`classify` on the command line in a home where nothing was trained."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from builder import jobs
from builder.cli import pictures
from builder.cli.main import main
from builder.cli.networks import best_network
from builder.cli.place import open_place
from builder.jobs.tasks.kind import kinds_of
from builder.jobs.tasks.loop import answer_next
from builder.settings import load_settings
from builder.store import tasks
from tests.shipped.changed import signed
from tests.ui.made_runs import design, ended_run


@pytest.fixture
def picture(tmp_path) -> str:
    Image.new("RGB", (48, 40), (200, 30, 30)).save(tmp_path / "red.png")
    return str(tmp_path / "red.png")


@pytest.fixture(autouse=True)
def empty_home(settings, db, record, monkeypatch):
    """What commands find in the environment; questions are answered in the test's process."""
    monkeypatch.setenv("BUILDER_HOME", str(settings.home))
    monkeypatch.setenv("BUILDER_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BUILDER_SHIPPED", str(record))
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    ask = pictures.submit_classification

    def answered(settings, db, *question):
        task = ask(settings, db, *question)
        assert answer_next(load_settings(), db, kinds_of("inference"))
        return tasks.get_task(db, task.id)

    monkeypatch.setattr(pictures, "submit_classification", answered)


def told(capsys, *arguments: str) -> tuple[int, str, str]:
    status = main(["classify", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_it_answers_where_nothing_was_trained_and_says_whose_network_that_is(capsys, picture):
    status, out, _ = told(capsys, picture, "--json")
    document = json.loads(out)
    assert status == 0 and (document["model"], document["run"]) == ("Record, shipped", "shipped")
    assert document["temperature"] == 0.8 and len(document["classes"]) == 10
    assert document["none_of_these"]["validation_images"] == 200
    assert document["answer"] == document["classes"][0]["name"]
    assert document["test"] == {"number": 9_412, "images": 10_000}
    _, text, err = told(capsys, picture)
    assert err == "Asking the network “Record, shipped”, which comes with the app (--run shipped) …\n"
    assert "This network comes with the app. It names photographs: airplane, automobile, bird," in text
    assert "it names 94.1 % rightly. It is called Record, after preset 21." in text
    assert "How sure it says it is" not in text  # beside a picture of something else that would mislead
    assert "Probably none of these ten classes: the picture's colours and textures are unlike" in text
    assert f"It says {document['answer']}, " in text and "do not rely on that." in text


def test_of_several_pictures_each_is_answered_and_a_bad_one_among_them_is_a_sentence(capsys, picture, tmp_path):
    Image.new("RGB", (48, 40), (0, 90, 0)).save(tmp_path / "green.png")
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")
    green, bad, away = (str(tmp_path / name) for name in ("green.png", "text.png", "away.png"))
    status, out, err = told(capsys, picture, bad, away, green, "--json")
    documents = json.loads(out)
    assert status == 2 and [one.pop("image") for one in documents] == [picture, green]
    assert documents == [json.loads(told(capsys, one, "--json")[1]) for one in (picture, green)]
    asked, *refused = err.splitlines()
    assert asked == "Asking the network “Record, shipped”, which comes with the app (--run shipped) …"
    assert [line.split(":")[0] for line in refused] == [bad, f"The picture {away} cannot be read (No such file or "
        "directory); expected an image file."]  # fmt: skip
    status, text, err = told(capsys, picture, green)
    of_red, of_green, whose = text.splitlines()
    assert status == 0 and err.count("\n") == 1 and whose.startswith("This network comes with the app.")
    assert of_red.startswith(f"{picture}: {documents[0]['answer']}, ")
    assert of_red.endswith(" %; do not rely on that. Probably none of these ten classes.")
    assert of_green.startswith(f"{green}: {documents[1]['answer']}, ")


def test_of_several_pictures_of_which_none_can_be_read_nothing_is_printed(capsys, tmp_path):
    status, out, err = told(capsys, str(tmp_path / "a.png"), str(tmp_path / "b.png"), "--json")
    assert (status, out, err.count("\n")) == (2, "", 3) and err.endswith("None of the pictures could be read.\n")


def test_the_best_finished_run_comes_before_it_but_it_can_be_named(capsys, picture, db):
    run = ended_run(db, design(), "me", accuracy=0.5)
    assert best_network(open_place()).run.id == run.id
    for name in ("shipped", "Record", "record, Shipped"):
        assert json.loads(told(capsys, picture, "--run", name, "--json")[1])["model"] == "Record, shipped"
    assert "There is no run 'sprint'" in told(capsys, picture, "--run", "sprint")[2]


def test_a_network_that_does_not_know_such_pictures_names_the_one_that_does(capsys, picture, db, monkeypatch):
    done = tasks.Task.model_construct(state="done", result={"probabilities": [0.1] * 10})
    monkeypatch.setattr(pictures, "submit_classification", lambda *_: done)
    shown = ended_run(db, design(), "me", accuracy=0.5)
    noise = np.random.default_rng(0).integers(0, 256, (48, 40, 3), np.uint8)
    Image.fromarray(noise).save(picture)
    _, text, err = told(capsys, picture, "--as-is")
    assert f"Asking the network “{shown.name}”, run {shown.id} …" in err
    assert "knows only digits" in text and "names such pictures: --run shipped." in text
    assert "--as-is changed nothing" in text
    lines = told(capsys, picture, picture, "--as-is")[1].splitlines()
    assert [line.endswith("--run shipped.") for line in lines[:3]] == [False, False, True]
    monkeypatch.setenv("BUILDER_SHIPPED", "/nothing")
    text = told(capsys, picture)[1]
    assert "knows only digits" in text and "--run shipped" not in text and "--as-is" not in text


def test_it_explains_a_picture_too(capsys, picture, tmp_path, monkeypatch):
    ask = jobs.ask

    def answered(settings, db, *given, **question):
        task = ask(settings, db, *given, **question)
        assert answer_next(load_settings(), db, kinds_of("inference"))
        return tasks.get_task(db, task.id)

    monkeypatch.setattr(jobs, "ask", answered)
    written = tmp_path / "map.png"
    assert main(["explain", "shipped", picture, "--output", str(written)]) == 0
    assert "How sure it says it is was checked" in capsys.readouterr().out and written.exists()


def test_without_it_the_command_says_what_to_train(capsys, picture, monkeypatch, tmp_path):
    monkeypatch.setenv("BUILDER_SHIPPED", str(tmp_path / "nothing"))
    status, out, err = told(capsys, picture)
    assert (status, out) == (2, "") and "no finished run" in err and err.count("\n") == 1
    assert err.startswith(f"BUILDER_SHIPPED names {tmp_path / 'nothing'}, which is not there. There is no")
    status, out, err = told(capsys, picture, "--run", "shipped")
    assert (status, out) == (2, "") and "comes with this app" in err and err.count("\n") == 1


def test_a_damaged_one_is_one_line(capsys, picture, monkeypatch, tmp_path):
    (tmp_path / "card.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("BUILDER_SHIPPED", str(tmp_path))
    status, out, err = told(capsys, picture)
    assert (status, out) == (2, "") and "is damaged" in err and err.count("\n") == 1
    assert "card.json lacks name" not in err and "(spec.json is missing)" in err
    assert err.endswith(f"BUILDER_SHIPPED names {tmp_path}.\n")


@pytest.mark.parametrize("content", [b"", b"\x80\x04K\x01."])
def test_damaged_weights_are_found_before_anything_is_asked(capsys, picture, monkeypatch, record, tmp_path, content):
    folder = shutil.copytree(record, tmp_path / "record")
    signed(folder, "weights.safetensors", content)
    monkeypatch.setenv("BUILDER_SHIPPED", str(folder))
    monkeypatch.setattr(pictures, "submit_classification", None)
    status, out, err = told(capsys, picture)
    assert (status, out) == (2, "") and "weights.safetensors: it is not a whole safetensors file" in err
