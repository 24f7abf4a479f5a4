"""What a repeated reading found, as a sentence."""

from builder.proof.verify import Verified
from builder.words.counts import count
from builder.words.numbers import plain_percent


def verified_sentence(found: Verified) -> str:
    """Whether the reading found what was recorded; else what differs."""
    recorded = found.recorded
    if found.equal:
        accuracy = plain_percent(found.accuracy_here, 2)
        return f"Equal: {found.correct_here:,} of {recorded.count:,} test images right, {accuracy}, as recorded."
    told = [f"{found.correct_here:,} of {recorded.count:,} test images are right, {recorded.correct:,} were recorded"]
    if found.other_answers:
        told.append(f"{count(found.other_answers, 'image')} got another answer than the one that is stored")
    if found.same_weights is False:
        told.append("the weights are not those that were measured")
    elif not found.same_probabilities:
        told.append("the probabilities are not those that are stored")
    return f"Not equal: {'; '.join(told)}."
