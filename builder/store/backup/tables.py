"""Which tables a backup has. Every table is in one of the two lists; what is left out is emptied, not dropped."""

from builder.store.schema.tables import (
    epochs,
    guards,
    homes,
    leftovers,
    progress,
    run_group_members,
    run_groups,
    runs,
    tasks,
    test_readings,
    visitors,
)

IN_BACKUPS = (visitors, runs, epochs, test_readings, run_groups, run_group_members, guards)

#: People's pictures with their answers, and what concerns processes and folders of the home that was backed up. A
#: restored home empties them too: the file may say otherwise.
LEFT_OUT = (tasks, progress, leftovers, homes)
