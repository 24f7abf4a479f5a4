"""The images that a run learns from: CIFAR-10, scikit-learn's digits, and a student's own photo.

`sources` describes the images and is light; the modules that read them need numpy and are imported where used.
"""
