"""What is said of a map of places."""

from builder.words.places import nothing_found


def test_an_empty_map_names_what_else_to_look_at():
    assert "An earlier layer has a map: --layer conv2d_2. Occlusion" in nothing_found("grad-cam", "conv2d_2")
    assert "--layer" not in nothing_found("grad-cam", None) and "--method" in nothing_found("grad-cam", None)
    assert "--" not in nothing_found("occlusion", None)
