"""Which validation images judge a training."""

import numpy as np

from builder.datasets.images import Images
from builder.datasets.judges import judges_of
from builder.design.training.training import Training


def test_all_validation_images_judge_or_the_first_so_many_hundred_where_a_project_says_so():
    images = Images(np.zeros((250, 2, 2, 1), np.uint8), np.arange(250, dtype=np.uint8))
    for steps, count in ((None, 250), (2, 200), (9, 250)):
        judges = judges_of(images, Training(validation_steps=steps))
        assert judges.labels.tolist() == list(range(count)) and len(judges.images) == count
