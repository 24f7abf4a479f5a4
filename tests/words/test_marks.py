"""What a mark means, under the mark's own word and alone."""

import pytest

from builder.words.marks import CHOSEN_BY_TEST, IMPORTED, MIRROR_AVERAGE, NO_EPOCH, TRAINED_ON_VALIDATION, Mark


@pytest.mark.parametrize("mark", [CHOSEN_BY_TEST, IMPORTED, MIRROR_AVERAGE, NO_EPOCH, TRAINED_ON_VALIDATION])
def test_a_mark_s_meaning_does_not_begin_with_the_mark_again(mark: Mark):
    assert not mark.meaning.lower().startswith(mark.text)
