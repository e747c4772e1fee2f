"""`python -m checkpoint_app`: the same as the console script `checkpoint-app`."""

from __future__ import annotations

import sys

from checkpoint_app.cli import main

if __name__ == "__main__":
    sys.exit(main())
