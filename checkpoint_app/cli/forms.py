"""`template …`: forms as data. `template check` and `template preview` need no store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import nouns, output, showing
from checkpoint_app.cli.failures import UsageFault, error_object, sentence
from checkpoint_app.cli.options import Call, command, input_file
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.model.template_faults import TemplateFault


@command
def template_list(call: Call) -> None:
    from checkpoint_app.store import templates

    with opened(call) as store:
        nouns.templates().write(templates.every(store), "json" if call.json else "table")


@command
@click.argument("form", metavar="ID")
def template_show(call: Call, form: str) -> None:
    with opened(call) as store:
        showing.write(call, store, showing.template(store, form))


@command
@click.argument("file", metavar="FILE", required=False, type=input_file)
def template_check(call: Call, file: Path | None) -> int:
    """Every fault of the file with its line, or what the form is."""
    from checkpoint_app import lists
    from checkpoint_app.model import template_file

    try:
        template = template_file.parse(_source(file), lists.choices())
    except template_file.TemplateFault as refusal:
        return _refused(call, refusal)
    if call.json:
        output.write(output.as_json({"ok": True, **nouns.template_object(template, whole=False)}))
    else:
        output.write(tr("{template} version {version}: no fault.", template=template.id, version=template.version))
    return EXIT_DONE


@command
@click.argument("file", metavar="FILE", required=False, type=input_file)
def template_add(call: Call, file: Path | None) -> int:
    from checkpoint_app.model import template_file
    from checkpoint_app.store import templates

    source = _source(file)
    with opened(call) as store:
        try:
            template, is_new, _ = templates.add_own(store, source)
        except template_file.TemplateFault as refusal:
            return _refused(call, refusal)
    if call.json:
        output.write(output.as_json({**nouns.template_object(template, whole=False), "added": is_new}))
    elif is_new:
        output.write(tr("{template} version {version} is added.", template=template.id, version=template.version))
    else:
        known = tr(
            "{template} version {version} is there already; nothing was changed.", template=template.id, version=template.version
        )
        output.write(known)
    return EXIT_DONE


@command
@click.argument("file", metavar="FILE", required=False, type=input_file)
@click.option("-o", "--output", "target", metavar="FILE.png", type=Path, required=True, help=noop("Where the picture goes"))
def template_preview(call: Call, file: Path | None, target: Path) -> int:
    """The form as it will look in the window, empty, as a picture in the language of `--lang`."""
    from checkpoint_app import app, lists
    from checkpoint_app.model import template_file

    if target.suffix.lower() != ".png":
        raise UsageFault(tr("The picture of a form is a .png file."), field="--output", command=call.command)
    if not target.parent.is_dir():
        raise UsageFault(tr("There is no folder {folder}.", folder=target.parent), field="--output", command=call.command)
    try:
        template = template_file.parse(_source(file), lists.choices())
    except template_file.TemplateFault as refusal:
        return _refused(call, refusal)
    app.form_picture(template, target)
    if call.json:
        output.write(output.as_json({"file": str(target), **nouns.template_object(template, whole=False)}))
    else:
        output.write(tr("Written: {file}", file=target))
    return EXIT_DONE


def _refused(call: Call, refusal: TemplateFault) -> int:
    """Each mistake on a line of its own: of an answer for programs, of the list for people."""
    for fault in refusal.faults:
        found = error_object(fault.code, fault.text(), field=fault.key, line=fault.line or None)
        output.write(output.as_json(found) if call.json else sentence(found))
    return EXIT_REFUSED


def _source(file: Path | None) -> bytes:
    return sys.stdin.buffer.read() if file is None or str(file) == "-" else file.read_bytes()
