"""Names that people type, and that could mean something to a page."""

#: What may be typed as a name, of at most 80 letters, and as a nickname, of at most 40.
NAMES = [
    "at http://evil.example www.evil.example me@evil.example",
    ":smile: :material/home: :red[x] $x^2$ -> **b** <i>",
]

NICKNAME = "www.evil.example :heart: a@evil.example"
