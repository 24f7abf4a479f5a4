"""The page of one run: what it came to, what happened, where it errs, how sure it may be, what is inside it."""
