"""``python -m sasando``: the command, where its script is not on the path."""

from sasando.cli import main

main()
