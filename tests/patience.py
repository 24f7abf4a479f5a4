"""How long a test waits for what must come: as long as a machine may take that is busy with other things.

No promise to a person hangs on it. What people wait for is measured in benchmarks/, and asserted by the tests that are
marked `timing`, where the machine is quiet enough to tell.
"""

#: Only what hangs takes longer, in seconds; less than pytest's own time-out, which would name no condition.
HANG_SECONDS = 240
