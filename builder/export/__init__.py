"""An experiment as code that runs without this product."""

from builder.export.notebook import to_notebook
from builder.export.script import to_script, why_not
from builder.export.use_code import use_code

__all__ = ["to_notebook", "to_script", "use_code", "why_not"]
