"""`python -m ralu`."""

import sys

from ralu.cli import main

sys.exit(main())
