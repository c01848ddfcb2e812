"""Entry of `python -m peace_ledger`."""

import sys

from peace_ledger.cli import main

sys.exit(main())
