"""An experiment as code that runs without this product."""

from builder.export.script import to_script

__all__ = ["to_script"]
