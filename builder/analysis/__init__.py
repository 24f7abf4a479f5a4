"""What a finished run's predictions and curve say: where it errs, how sure it may be, doubtful labels, and the coach.

Arithmetic on `Predictions` and on epochs, in numpy alone: each answer takes milliseconds on 10,000 images. Numpy is
imported inside functions where a page imports the module before it needs it.
"""
