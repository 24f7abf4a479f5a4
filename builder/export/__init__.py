"""An experiment as code that runs without this product."""

from builder.export.notebook import to_notebook
from builder.export.script import to_script, why_not

__all__ = ["to_notebook", "to_script", "why_not"]
