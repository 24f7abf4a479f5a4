"""What leaves this installation with its evidence, and what comes in: bundles, the report, and the repeated reading."""
