"""Starts RPL Desk: the window, or the command line."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status: 0 done, 1 refused with a sentence, 2 wrongly used."""
    from .cli import run

    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
