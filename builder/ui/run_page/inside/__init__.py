"""The section Inside: what a network looks at, how it came to, and what each layer makes of a picture."""
