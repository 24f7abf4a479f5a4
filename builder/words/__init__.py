"""The words that several rooms use, in one place: how numbers, times and counts are written, and the sentences about
runs. This is the seam for a second language: rooms hand in values and get text back.
"""
