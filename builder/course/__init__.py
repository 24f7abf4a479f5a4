"""The course as a whole: what was measured of each project, and what changes from one to the next."""
