"""What a network sees of a picture, in words."""

#: What is said where `pictures.looks.from_ink` made an image of ink on paper.
INVERTED_AND_CROPPED = "inverted and cropped to the writing: this network learned light digits that fill the frame."
