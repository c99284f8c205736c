"""The command line: takes the arguments, runs one command, and answers every refusal with a sentence."""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from . import __version__
from .commands import (
    after,
    appeals,
    backups,
    breaks,
    calibrating,
    copies,
    credit,
    deciding,
    documents,
    encrypting,
    evidence,
    forms,
    identity,
    intake,
    judging,
    meeting,
    office,
    office_seal,
    packets,
    people,
    precedents,
    proofs,
    recognition,
    register_of_evidence,
    salvaging,
    standing,
)
from .commands.common import DONE, REFUSED, Commands, refused
from .domain.errors import DeskError

SUBJECTS = (
    office,
    people,
    office_seal,
    intake,
    register_of_evidence,
    recognition,
    evidence,
    judging,
    forms,
    packets,
    credit,
    meeting,
    deciding,
    after,
    appeals,
    standing,
    documents,
    copies,
    proofs,
    breaks,
    identity,
    calibrating,
    precedents,
    backups,
    salvaging,
    encrypting,
)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns 0 done, 1 refused with a sentence on standard error, 2 wrongly used.

    `verify` returns 0 good, 1 altered, 2 cannot tell.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name the terminal cannot show is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(list(arguments) or ["window"])
    try:
        status = int(options.act(options) or DONE)
        sys.stdout.flush()
        return status
    except DeskError as error:
        return refused(str(error))
    except KeyboardInterrupt:
        return refused("Stopped. What was said to be done before is kept, and nothing else.")
    except EOFError:
        return refused("Standard input ended before the answer came. Nothing was changed.")
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:  # what the disk refuses where no service has a better sentence
        return refused(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rpl-desk", description="From evidence, against the SCQF level descriptors, to a signed decision."
    )
    parser.add_argument("--version", action="version", version=f"RPL Desk {__version__}")
    commands = Commands(parser)
    for subject in SUBJECTS:
        subject.register(commands)
    return parser
