"""`attach`, `photo`: photos and documents into the store, and copies of them out of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from checkpoint_app.cli import output
from checkpoint_app.cli.failures import UsageFault, error_object, sentence
from checkpoint_app.cli.options import Call, command
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr


@command
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=Path)
def attach(call: Call, files: Sequence[Path]) -> int:
    """One answer per file, in order; a refused one does not keep the others out. What no entry names within a day is erased."""
    from checkpoint_app.store import attachments, pictures

    code = EXIT_DONE
    with opened(call) as store:
        for number, file in enumerate(files, start=1):
            try:
                ready = pictures.read(file)
            except UserError as refusal:
                if refusal.exit_code != EXIT_REFUSED:
                    raise
                found = error_object(refusal.code, str(refusal), line=number)
                output.write(output.as_json(found) if call.json else sentence(found))
                code = EXIT_REFUSED
                continue
            sha = attachments.stage(store, ready, asked=True)
            answer = {"file": str(file), "sha": sha, "media": ready.media, "bytes": len(ready.data)}
            size = {"width": ready.width, "height": ready.height} if ready.width else {}
            output.write(output.as_json(answer | size) if call.json else sha)
    return code


@command
@click.argument("sha", metavar="SHA")
@click.option("-o", "--output", "target", metavar="FILE", type=Path, required=True, help=noop("Where to write it"))
def photo(call: Call, sha: str, target: Path) -> None:
    """A plain copy: a photo as JPEG, a document as it was."""
    from checkpoint_app.store import attachments, errors

    if target.is_dir():
        raise UsageFault(tr("{file} is a folder.", file=target))
    with opened(call) as store:
        media, data = attachments.get(store, sha.strip().lower())
    try:
        target.write_bytes(data)
    except OSError as trouble:
        raise errors.FileNotWritten(name=target, what=trouble.strerror or "") from trouble
    if call.json:
        output.write(output.as_json({"file": str(target), "media": media, "bytes": len(data)}))
    else:
        output.write(tr("Written: {file}", file=target))
