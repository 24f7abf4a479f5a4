"""The course as a whole: what was measured for each project, and what changes from one to the next."""
