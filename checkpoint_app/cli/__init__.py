"""The command line: everything the window does with data, for scripts and for other programs. Design §9 is its contract.

    program      the table of commands, and how an argument list finds its command; the window where there is none
    options      what every command understands; the types of options; the class of all commands
    helping      `--help` in two languages
    failures     errors as objects and sentences, exit codes
    output       streams in UTF-8, JSON lines, tables, CSV
    unlocking    officer, password, the open store
    lines        JSON Lines read one by one
    nouns, entry_rows      what the store holds as JSON objects and table rows
    one module per group of commands: starting, registering, forms, duty, recording, listing, showing, paper, checks, care, logins

A command is a plain function of a `Call` and its own options; it returns its exit code, or None for 0. What goes wrong flies as a
`UserError` to `main`, the one place that turns it into words and an exit code.

Decisions, where the contract leaves room:
- Nothing heavy is imported here or in `program`: a command's module is loaded when it is called, the store when it is opened.
- `record` answers in JSON Lines wherever its output is not a terminal, with or without `--json`: JSON goes in, a program reads the
  answers. Everything else follows the rule: words by default, JSON with `--json`.
- Without a terminal a missing officer or password is exit 4, not 2: the call was well formed, the store stays locked.
- An error object always has its four keys (`error`, `field`, `line`, `message`), null where there is nothing to say.
- Ctrl+C ends with 130, as shells expect. A reader that goes away (`list | head`) ends a command quietly with 0: it had what it wanted.
  `record` and `import` end with 4 then, because input was left over.
- CSV begins with a byte order mark, also on stdout: Excel reads it wrongly without.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from checkpoint_app.cli import failures, output, program
from checkpoint_app.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code. Never raises, never shows a traceback."""
    output.prepare()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = program.run(words)
        output.flush()
    except UserError as error:
        return failures.ends(error, as_json=program.wants_json(words))
    except BrokenPipeError:
        return output.reader_gone()
    except KeyboardInterrupt:
        return failures.interrupted()
    except OSError as error:
        if not output.is_writable():
            output.give_up()
        return failures.ends(failures.system_error(error), as_json=program.wants_json(words))
    except Exception as error:  # noqa: BLE001  the outermost edge
        return failures.our_bug(error)
    return code
