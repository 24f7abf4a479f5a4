"""A home in one file: `save` writes it while runs train, `restore` makes a new home of it."""
