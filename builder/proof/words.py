"""What a repeated reading found, as a sentence."""

from builder.proof.verify import Verified
from builder.words.counts import count


def verified_sentence(found: Verified) -> str:
    """Whether the reading found what was recorded; else what differs."""
    recorded = found.recorded
    if found.equal:
        return f"Same result: {found.correct_here:,} of {recorded.count:,} test images right, as recorded."
    told = [f"{found.correct_here:,} of {recorded.count:,} test images are right, {recorded.correct:,} were recorded"]
    if found.other_answers:
        told.append(f"{count(found.other_answers, 'image')} got another answer than the one that is stored")
    if found.same_weights is False:
        told.append("the weights are not those that were measured")
    elif not found.same_probabilities:
        told.append("the probabilities are not those that are stored")
    return f"Another result: {'; '.join(told)}."
