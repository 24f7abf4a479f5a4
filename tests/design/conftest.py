"""Designs name the data sets that come with the product."""

import builder.datasets.sources  # noqa: F401
