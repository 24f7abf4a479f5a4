"""What every page uses: frame, store, the visitor's identity, errors; and what the server does at start-up."""
