"""The only package that imports Keras and TensorFlow: building, feeding, fitting, predicting, saving.

Its modules are imported where they are used, inside functions, by processes that train or predict;
`errors`, `listener`, `processor`, `progress` and `stopping` are light and import neither.
"""
