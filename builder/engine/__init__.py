"""The only room that imports Keras and TensorFlow: build, feed, fit, predict, keep.

Its modules are imported where they are used, inside functions, by processes that train or predict;
`errors`, `listener`, `processor`, `progress` and `stopping` are light and import neither.
"""
