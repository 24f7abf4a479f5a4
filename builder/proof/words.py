"""What a repeated reading found, as a sentence."""

from builder.proof.verify import Verified
from builder.words.counts import count


def verified_sentence(found: Verified) -> str:
    """Whether the reading found what was recorded, or what the file of an imported run claims; else what differs."""
    recorded = found.recorded
    where = "in its file" if recorded.is_claimed else "stored"
    if found.equal:
        told = "as its file claims" if recorded.is_claimed else "as recorded"
        return f"Same result: {found.correct_here:,} of {recorded.count:,} test images right, {told}."
    differs = [_counted(found)]
    if found.other_answers:
        differs.append(f"{count(found.other_answers, 'image')} got another answer than the one that is {where}")
    if found.same_weights is False:
        differs.append("the weights are not those that were measured")
    elif not found.same_probabilities:
        differs.append(f"the probabilities are not those that are {where}")
    return f"Another result: {'; '.join(differs)}."


def _counted(found: Verified) -> str:
    recorded = found.recorded
    images = f"of {recorded.count:,} test images"
    if recorded.is_claimed:
        return f"the file claims {recorded.correct:,} {images} right; measured here: {found.correct_here:,}"
    return f"{found.correct_here:,} {images} are right, {recorded.correct:,} were recorded"
