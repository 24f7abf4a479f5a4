"""The images that a run learns from: CIFAR-10, scikit-learn's digits, and a student's own photo.

`sources` describes the images and is light; what reads them needs numpy, and is imported by those who use it.
"""
