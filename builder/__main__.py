"""`python -m builder`: the product without a browser."""

import sys

from builder.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
