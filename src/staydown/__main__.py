"""`python -m staydown` is the `staydown` command."""

from staydown.cli import main

main()
