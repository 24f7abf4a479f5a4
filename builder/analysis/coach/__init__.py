"""The coach: reads a run's curve and says one to three things about it, each with the numbers that it is based on.

    said = coach(run.experiment, epochs_of(db, run.id), validation_count=validated_on(data, training, settings))
    for observation in said:
        words.coach.sentence(observation)                    # what a person reads
        observation.project                                  # the course's project that treats it, or None
        treated(run.experiment, observation.edit)            # design/edit/treatments.py: the design with that change

What is looked for, and from which number on, is in `signs`; `docs/coach.md` has what it says of the course's curves.
"""

from builder.analysis.coach.coach import coach
from builder.analysis.coach.observation import Kind, Observation

__all__ = ["Kind", "Observation", "coach"]
