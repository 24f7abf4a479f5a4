"""What was measured once on this machine: each answer in its own file."""

import hashlib
import json
from collections.abc import Callable, Sequence
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
    asked = json.dumps([*question, processor(), versions()], sort_keys=True)
    file = folder / f"{hashlib.sha256(asked.encode()).hexdigest()[:32]}.json"
    try:
        return kind.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        answer = measure()
    try:
        folder.mkdir(exist_ok=True)
        replace_file(file, answer.model_dump_json().encode())
    except OSError:
        pass
    return answer
