"""What was measured of a machine."""

from builder.progress.pace import Pace, Reference

#: 44,000 activations and 1 million multiply-adds cost 0.1 ms; 100,000 and 20 million cost 1 ms.
SHALLOW = Reference(
    precision="float32",
    multiply_adds=1_000_000,
    activations=44_000,
    layers=5,
    seconds_per_image=1e-4,
    seconds_to_build=1,
)

DEEP = Reference(
    precision="float32",
    multiply_adds=20_000_000,
    activations=100_000,
    layers=20,
    seconds_per_image=1e-3,
    seconds_to_build=2,
)

PACE_HERE = Pace(references=(SHALLOW, DEEP))
