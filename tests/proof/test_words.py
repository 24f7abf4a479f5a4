"""What a repeated reading is held to: what was recorded here, or what the file of an imported run claims."""

from builder.proof.importing import import_run
from builder.proof.recorded import Recorded, recorded_reading
from builder.proof.verify import Verified
from builder.proof.words import verified_sentence
from builder.store.runs.imported import record_evaluation
from builder.store.runs.records import Run, get_run


def found(recorded: Recorded, correct_here: int, *, same: bool) -> Verified:
    return Verified(
        recorded=recorded,
        correct_here=correct_here,
        other_answers=0,
        same_probabilities=same,
        same_weights=True,
    )


def test_the_reading_of_an_imported_run_is_held_to_its_claim_and_says_so(settings, db, run: Run, bundled):
    imported = import_run(settings, db, bundled, "b" * 64)
    record_evaluation(db, imported.id, validation_correct=7, validation_count=15, test_correct=10, test_count=15)
    claimed, recorded = (recorded_reading(db, get_run(db, one.id)) for one in (imported, run))
    told = verified_sentence(found(claimed, 10, same=False))
    assert "the file claims 12 of 15 test images right; measured here: 10" in told and "recorded" not in told
    assert verified_sentence(found(claimed, 12, same=True)).endswith("12 of 15 test images right, as its file claims.")
    assert "10 of 15 test images are right, 12 were recorded" in verified_sentence(found(recorded, 10, same=False))
