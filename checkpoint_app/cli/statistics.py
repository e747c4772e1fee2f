"""`statistics`: the figures of a period on stdout, as a bulletin, or as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import output, paper
from checkpoint_app.cli.failures import FileTrouble, UsageFault
from checkpoint_app.cli.options import PERIOD, Call, command, one_of, with_options
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.store.reports import Typed
    from checkpoint_app.store.session import Store
    from checkpoint_app.store.statistics import Figure, Query


@command
@with_options(*PERIOD)
@click.option(
    "--by",
    metavar="day|week|month|site|officer",
    default="",
    type=one_of("day", "week", "month", "site", "officer", ""),
    help=noop("A line for each part of the period"),
)
@click.option("--site", metavar="S", default="", help=noop("Only this site, by id or name"))
@click.option("--duty", metavar="D", default="", help=noop("Only this kind of duty: checkpoint, school, fire, patrol, sweep"))
@click.option("--summary", is_flag=True, help=noop("The paragraph for the bulletin"))
@click.option("--freeze", metavar="NAME", default="", help=noop("Keep the figures as a report of this name"))
@click.option(
    "--typed", metavar="KEY=NUMBER", multiple=True, help=noop("A figure that no record has, into the newest report of the period")
)
@click.option("--source", metavar="TEXT", default="", help=noop("Where the typed figure comes from"))
@click.option("--workbook", metavar="NAME", default="", help=noop("The bureau's own workbook of this name, filled (with -o)"))
@click.option("-o", "--output", "target", metavar="FILE.xlsx", type=Path, help=noop("The workbook to write"))
def statistics(
    call: Call,
    first: date | None,
    last: date | None,
    by: str,
    site: str,
    duty: str,
    summary: bool,
    freeze: str,
    typed: tuple[str, ...],
    source: str,
    workbook: str,
    target: Path | None,
) -> None:
    if first is None or last is None:
        raise UsageFault(tr("{name} is missing.", name="--from" if first is None else "--to"), command=call.command)
    if last < first:
        raise UsageFault(tr("The last day lies before the first one."), field="--to", command=call.command)
    if workbook and target is None:
        raise UsageFault(tr("{name} is missing.", name="-o"), field="-o", command=call.command)
    numbers = [_typed(call, written) for written in typed]
    from checkpoint_app.store import reports
    from checkpoint_app.store.statistics import Query, compute

    with opened(call) as store:
        query = Query(first=first, last=last, site=_site(store, site), duty=duty)
        if freeze:
            report = reports.freeze(store, freeze, query).value
            answer = output.as_json({"report": report.id, "name": report.name, "at": report.at})
            output.write(answer if call.json else tr("Kept as report: {name}", name=report.name))
        if numbers:
            report = reports.need_of_period(store, query)
            report = reports.supplement_all(store, report.id, [(key, number, source) for key, number in numbers]).value
            answer = output.as_json({"report": report.id, "typed": [key for key, _ in numbers]})
            output.write(answer if call.json else "\n".join(reports.typed_words(store, query)))
        if target is not None:
            _write(store, query, target, by, workbook)
            output.write(output.as_json({"file": str(target)}) if call.json else tr("Written: {file}", file=target))
        elif summary:
            text = reports.bulletin(store, query)
            output.write(output.as_json({"summary": text}) if call.json else text)
        elif not freeze and not numbers:
            _show(call, compute(store, query, by), {} if by else reports.typed_of(store, query))


@command
@paper.to_file
@with_options(*PERIOD)
@click.option("--site", metavar="S", default="", help=noop("Only this site, by id or name"))
@click.option("--duty", metavar="D", default="", help=noop("Only this kind of duty: checkpoint, school, fire, patrol, sweep"))
@click.option("--report", metavar="NAME", default="", help=noop("The report frozen under this name, with what changed since"))
def print_statistics(call: Call, target: Path, first: date | None, last: date | None, site: str, duty: str, report: str) -> None:
    if report:
        if first or last or site or duty:
            raise UsageFault(tr("A frozen report has its own period, site and duty."), field="--report", command=call.command)
        paper.write_print(call, target, lambda store: _frozen(store, report))
        return
    if first is None or last is None:
        raise UsageFault(tr("{name} is missing.", name="--from" if first is None else "--to"), command=call.command)
    if last < first:
        raise UsageFault(tr("The last day lies before the first one."), field="--to", command=call.command)

    def pdf(store: Store) -> bytes:
        from checkpoint_app.printing import collect
        from checkpoint_app.store import prints

        return collect.make(store, prints.STATISTICS, f"{first}/{last}/{_site(store, site)}/{duty}")

    paper.write_print(call, target, pdf)


def _frozen(store: Store, name: str) -> bytes:
    from checkpoint_app.printing import collect
    from checkpoint_app.store import prints, reports

    return collect.make(store, prints.FROZEN_REPORT, reports.get(store, name).id)


def _site(store: Store, name: str) -> str:
    from checkpoint_app.store import sites

    return sites.need(store, name).id if name else ""


def _write(store: Store, query: Query, target: Path, by: str, workbook: str) -> None:
    from checkpoint_app.export import own_workbook, statistics_sheet
    from checkpoint_app.export.aside import aside
    from checkpoint_app.store import workbooks

    try:
        with aside(target) as beside:
            if workbook:
                beside.write_bytes(own_workbook.fill(store, workbooks.need(store, workbook), query))
            else:
                statistics_sheet.write(store, query, beside, by)
    except OSError as error:
        raise FileTrouble(file=target, what=error.strerror or str(error)) from error


def _typed(call: Call, written: str) -> tuple[str, float]:
    """calls=123 as key and number."""
    key, _, number = written.partition("=")
    try:
        return key.strip(), float(number)
    except ValueError:
        raise UsageFault(tr("{name} is KEY=NUMBER, not {value}.", name="--typed", value=written), command=call.command) from None


def _show(call: Call, found: list[Figure], typed: Mapping[str, Typed]) -> None:
    from checkpoint_app.model import figures

    found = [replace(one, value=typed[one.column.key].value) if one.column.key in typed else one for one in found]
    shown = [figure for figure in found if figure.column.main or figure.value]
    if call.json:
        for figure in shown:
            extra = {"by": figure.by} if figure.by else {}
            if figure.column.key in typed:
                extra = {"source": typed[figure.column.key].source, "typed_by": typed[figure.column.key].by}
            output.write(
                output.as_json({"measure": figure.column.key, "value": figure.value, "unit": figure.column.unit, **extra})
            )
        return
    output.table(
        [tr("Part|statistics"), tr("Group|statistics"), tr("Figure|statistics"), tr("Number|statistics"), tr("Unit|statistics")],
        [
            [
                figure.by,
                figures.group_label(figure.column.group),
                figure.column.label,
                figures.text(figure.value),
                figure.column.unit,
            ]
            for figure in shown
        ],
    )
