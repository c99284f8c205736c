"""Starts RPL Desk: the window, or the command line."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status: 0 done, 1 refused with a sentence, 2 wrongly used."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given:  # how most people start: without what only the commands need
        from .app import run as run_window

        return run_window()
    from .cli import run

    return run(given)


if __name__ == "__main__":
    sys.exit(main())
