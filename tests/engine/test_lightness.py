"""What the engine's light modules import, and what a run records of its machine."""

import os
import re
import subprocess
import sys
from pathlib import Path

from builder.engine.processor import has_bfloat16, processor, versions


def test_modules_that_tell_of_training_import_neither_keras_nor_tensorflow():
    program = (
        "import sys, builder.engine.errors, builder.engine.meter, builder.engine.processor, "
        "builder.progress.ending, builder.progress.listener; "
        "print(sorted({'keras', 'tensorflow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_pandas_and_scikit_learn_are_as_ever_after_keras_is_imported():
    import pandas
    import sklearn.datasets

    import builder.engine.backend  # noqa: F401

    assert pandas.DataFrame({"digit": sklearn.datasets.load_digits().target}).shape == (1797, 1)


def test_the_processor_has_a_name_and_its_number_of_cores():
    assert re.fullmatch(r"\S.*, \d+ cores?", processor())


def test_versions_name_what_the_numbers_depend_on():
    assert set(versions()) == {"python", "keras", "tensorflow", "numpy"}
    assert versions()["keras"].startswith("3.")


def test_the_processor_is_told_with_the_instructions_that_decide_its_speed(monkeypatch):
    described = "processor : 0\nmodel name\t: AMD  EPYC\nflags\t\t: fpu avx2 avx512f avx512_bf16\n"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: described)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert (processor(), has_bfloat16()) == ("AMD EPYC (AVX-512, bfloat16), 2 cores", True)
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: described.replace("avx512f avx512_bf16", ""))
    assert (processor(), has_bfloat16()) == ("AMD EPYC (AVX2), 2 cores", False)
