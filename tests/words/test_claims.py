"""What the file of an imported run claims, as a sentence."""

from builder.words.claims import claims_sentence, measured_sentence


def test_one_image_is_one_image():
    assert "of 100.0 % on 1 image;" in claims_sentence("Quiet Otter", None, 1.0, 1)
    assert "1 of 1 test image right" in measured_sentence("Quiet Otter", 1, 1, (1, 1))
