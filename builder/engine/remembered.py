"""What was measured once on this machine: each answer in its own file."""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from builder.design.base import Value
from builder.engine.files import replace_file
from builder.engine.processor import processor, versions

Answer = TypeVar("Answer", bound=Value)


def remembered(kind: type[Answer], folder: Path, question: Sequence[object], measure: Callable[[], Answer]) -> Answer:
    """The answer in `folder` to this question, processor and libraries, else what `measure()` returns.

    The question holds what JSON can hold. A folder that cannot be written to only means that the next run measures
    again; so does a file that is damaged.
    """
    answer = recall(kind, folder, question)
    if answer is None:
        answer = measure()
        keep(folder, question, answer)
    return answer


def recall(kind: type[Answer], folder: Path, question: Sequence[object]) -> Answer | None:
    """The answer in `folder` to this question, processor and libraries; None if there is none, or a damaged one."""
    try:
        return kind.model_validate_json(_file(folder, question).read_bytes())
    except (OSError, ValidationError):
        return None


def keep(folder: Path, question: Sequence[object], answer: Value) -> None:
    """Writes the answer, in place of an earlier one; a folder that cannot be written to changes nothing."""
    try:
        folder.mkdir(exist_ok=True)
        replace_file(_file(folder, question), answer.model_dump_json().encode())
    except OSError:
        pass


def _file(folder: Path, question: Sequence[object]) -> Path:
    asked = json.dumps([*question, processor(), _libraries()], sort_keys=True)
    return folder / f"{hashlib.sha256(asked.encode()).hexdigest()[:32]}.json"


@lru_cache(maxsize=1)
def _libraries() -> dict[str, str]:
    """Looked up once a process: a page asks with every edit, and the answer takes milliseconds."""
    return versions()
