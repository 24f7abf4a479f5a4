"""The trained network that comes with the app, so that there is one to try before anything was trained here.

`record/` is a bundle (`engine/bundle.py`) with kernels in half precision, and beside it a card of what was measured of
the network, what tells pictures that are none of its classes, and a few test images. `benchmarks/ship.py` writes them.
"""
