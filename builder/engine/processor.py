"""The processor and the libraries that a run was computed with."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

#: What decides how fast a processor multiplies, widest first: Linux's flag and the common name.
VECTORS = (("amx_tile", "AMX"), ("avx512f", "AVX-512"), ("avx2", "AVX2"))
#: The names under which each package may be installed: TensorFlow without support for GPUs has its own.
_DISTRIBUTIONS = {"keras": ("keras",), "tensorflow": ("tensorflow", "tensorflow-cpu"), "numpy": ("numpy",)}
#: Linux's flags for instructions that compute with bfloat16.
BFLOAT16 = frozenset({"amx_bf16", "avx512_bf16", "bf16"})


def processor() -> str:
    """The processor's name, instructions and number of cores, such as "AMD EPYC (AVX-512, bfloat16), 2 cores".

    The name alone is not enough: rented machines give quite different processors the same one.
    """
    told = _first("model name") or platform.processor() or platform.machine() or "unknown processor"
    flags = _flags() or frozenset()
    instructions = [name for flag, name in VECTORS if flag in flags][:1] + ["bfloat16"] * bool(flags & BFLOAT16)
    if instructions:
        told += f" ({', '.join(instructions)})"
    cores = os.cpu_count() or 1
    return f"{told}, {cores} core{'' if cores == 1 else 's'}"


def has_bfloat16() -> bool | None:
    """Whether the processor has bfloat16 instructions; None if that cannot be told."""
    flags = _flags()
    return None if flags is None else bool(flags & BFLOAT16)


def _flags() -> frozenset[str] | None:
    """The processor's features as Linux names them (on ARM the line is "Features"); None if there is no such line."""
    line = _first("flags") or _first("Features")
    return None if line is None else frozenset(line.split())


def _first(wanted: str) -> str | None:
    """The value of that key for the first core in /proc/cpuinfo; None if it is not there."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    pairs = (line.partition(":") for line in lines)
    return next((" ".join(value.split()) for key, _, value in pairs if key.strip() == wanted and value.strip()), None)


def versions() -> dict[str, str]:
    """The versions that a run's numbers depend on, by package; packages that are missing are left out."""
    found = {"python": platform.python_version()}
    for package, distributions in _DISTRIBUTIONS.items():
        for distribution in distributions:
            try:
                found[package] = version(distribution)
            except PackageNotFoundError:
                continue
    return found
