"""`list` and `search`: any number of records in constant memory, newest first, as table, JSON lines or CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from checkpoint_app.cli import entry_rows, nouns
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import PERIOD, UNMASKED, Call, command, day_text, one_of, whole, with_options
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.store.entries_list import EntryFilter
    from checkpoint_app.store.session import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list shows, as given on the command line."""

    first: date | None = None
    last: date | None = None
    site: str | None = None
    shift: str | None = None
    limit: int | None = None
    void: bool = False
    only_open: bool = False
    form: str = "table"
    unmasked: bool = False
    reason: str = ""

    def refuse(self, noun: str, *names: str) -> None:
        """Raises UsageFault for a filter that means nothing for this noun: ignoring it would show too much."""
        given = {"--from": self.first, "--to": self.last, "--site": self.site, "--shift": self.shift}
        for name in names:
            if given[name] is not None:
                raise UsageFault(tr("{option} means nothing for {noun}.", option=name, noun=noun), field=name)

    def refuse_open(self, noun: str) -> None:
        """Raises UsageFault for `--open` where nothing is open or closed."""
        if self.only_open and noun not in ("hazard", "operation", "task"):
            raise UsageFault(tr("{option} means nothing for {noun}.", option="--open", noun=noun), field="--open")


filters = with_options(
    *PERIOD,
    click.option("--site", metavar="S", help=noop("Only this site, by id or name")),
    click.option("--shift", metavar="ID", help=noop("Only this shift, by id or code")),
    click.option("--limit", metavar="N", type=whole, help=noop("At most so many; default: all")),
    click.option("--void", is_flag=True, help=noop("Void ones as well (registers: those no longer in use)")),
    click.option("--open", "only_open", is_flag=True, help=noop("Only what is still open")),
    click.option(
        "--format",
        "form",
        metavar="table|json|csv",
        type=one_of("table", "json", "csv"),
        default="table",
        help=noop("Default: table; CSV is UTF-8 with byte order mark, for Excel"),
    ),
    *UNMASKED,
)


@command
@click.argument("noun", metavar="NOUN-OR-TEMPLATE")
@filters
def list_records(call: Call, noun: str, **given: Any) -> None:
    show_list(call, noun, Filters(**given))


@command
@click.argument("text", metavar="TEXT")
@filters
def search(call: Call, text: str, **given: Any) -> None:
    if not text.strip():
        raise UsageFault(tr("There is nothing to look for."), field="TEXT", command=call.command)
    Filters(**given).refuse_open("entry")
    with opened(call) as store:
        _show_entries(call, store, Filters(**given), template="", text=text)


def show_list(call: Call, noun: str, wanted: Filters) -> None:
    """Writes the records of a noun, or the entries of a form (`entry`: of all forms)."""
    wanted.refuse_open(noun)
    with opened(call) as store:
        if noun in _NOUNS:
            _NOUNS[noun](call, store, wanted)
        else:
            _show_entries(call, store, wanted, template="" if noun == "entry" else noun)


def _form(call: Call, wanted: Filters) -> str:
    return "json" if call.json else wanted.form


def _show_entries(call: Call, store: Store, wanted: Filters, *, template: str, text: str = "") -> None:
    from checkpoint_app.store import entries_list, templates

    form = templates.need(store, template) if template else None
    masked = entry_rows.is_masked(store, unmasked=wanted.unmasked, reason=wanted.reason, what=call.command)
    found = entries_list.every(store, _entry_filter(store, wanted, template, text))
    entry_rows.face(store, form, masked=masked).write(_first(found, wanted.limit), _form(call, wanted))


def _entry_filter(store: Store, wanted: Filters, template: str, text: str) -> EntryFilter:
    from checkpoint_app.store import entries_list, shifts, sites

    return entries_list.EntryFilter(
        template=template,
        text=text,
        first=day_text(wanted.first),
        last=day_text(wanted.last),
        site=sites.need(store, wanted.site).id if wanted.site else "",
        shift=shifts.get(store, wanted.shift).id if wanted.shift else "",
        void=wanted.void,
    )


def _first(records: Iterable[Any], limit: int | None) -> Iterable[Any]:
    return records if limit is None else islice(records, limit)


def _officers(call: Call, store: Store, wanted: Filters) -> None:
    from checkpoint_app.store import officers

    wanted.refuse("officer", "--from", "--to", "--site", "--shift")
    masked = entry_rows.is_masked(store, unmasked=wanted.unmasked, reason=wanted.reason, what=call.command)
    found = officers.every(store, inactive=wanted.void)
    nouns.officers(masked=masked).write(_first(found, wanted.limit), _form(call, wanted))


def _sites(call: Call, store: Store, wanted: Filters) -> None:
    from checkpoint_app.store import sites

    wanted.refuse("site", "--from", "--to", "--site", "--shift")
    nouns.sites().write(_first(sites.every(store, inactive=wanted.void), wanted.limit), _form(call, wanted))


def _schools(call: Call, store: Store, wanted: Filters) -> None:
    from checkpoint_app.cli import register_rows
    from checkpoint_app.store import schools

    wanted.refuse("school", "--from", "--to", "--site", "--shift")
    masked = entry_rows.is_masked(store, unmasked=wanted.unmasked, reason=wanted.reason, what=call.command)
    found = schools.every(store, inactive=wanted.void)
    register_rows.schools(store, masked=masked).write(_first(found, wanted.limit), _form(call, wanted))


def _premises(call: Call, store: Store, wanted: Filters) -> None:
    from checkpoint_app.cli import register_rows
    from checkpoint_app.store import premises

    wanted.refuse("premises", "--from", "--to", "--site", "--shift")
    masked = entry_rows.is_masked(store, unmasked=wanted.unmasked, reason=wanted.reason, what=call.command)
    found = premises.every(store, inactive=wanted.void)
    register_rows.premises(store, masked=masked).write(_first(found, wanted.limit), _form(call, wanted))


def _equipment(call: Call, store: Store, wanted: Filters) -> None:
    """`--site`: only that of one place."""
    from checkpoint_app.cli import register_rows
    from checkpoint_app.store import equipment, registers

    wanted.refuse("equipment", "--from", "--to", "--shift")
    place = registers.need(store.db, "site", wanted.site, duty="fire") if wanted.site else ""
    found = equipment.every(store, premises=place, inactive=wanted.void)
    register_rows.equipment(store).write(_first(found, wanted.limit), _form(call, wanted))


def _rosters(call: Call, store: Store, wanted: Filters) -> None:
    """`--from`, `--to`: the weeks in which these days are."""
    from checkpoint_app.cli import register_rows
    from checkpoint_app.store import registers, rosters

    wanted.refuse("roster", "--shift")
    site = registers.need(store.db, "site", wanted.site, duty="school") if wanted.site else ""
    first = rosters.week_of(wanted.first) if wanted.first else ""
    last = rosters.week_of(wanted.last) if wanted.last else "9999"
    found = [roster for roster in rosters.every(store, site=site) if first <= roster.week <= last]
    register_rows.rosters(store).write(_first(found, wanted.limit), _form(call, wanted))


def _calendar(call: Call, store: Store, wanted: Filters) -> None:
    from checkpoint_app.cli import register_rows
    from checkpoint_app.store import registers

    wanted.refuse("calendar", "--site", "--shift")
    first, last = day_text(wanted.first) or "", day_text(wanted.last) or "9999"
    rows = registers.bodies(store.db, "calendar", all_rows=wanted.void)
    found = [row for row in rows if first <= str(row[1].get("date", "")) <= last]
    register_rows.calendar().write(_first(found, wanted.limit), _form(call, wanted))


def _shifts(call: Call, store: Store, wanted: Filters) -> None:
    from checkpoint_app.store import shifts, sites

    wanted.refuse("shift", "--shift")
    found = shifts.every(
        store,
        first=day_text(wanted.first),
        last=day_text(wanted.last),
        site=sites.need(store, wanted.site).id if wanted.site else "",
        limit=wanted.limit,
    )
    nouns.shifts(store).write(found, _form(call, wanted))


def _templates(call: Call, store: Store, wanted: Filters) -> None:
    from checkpoint_app.store import templates

    wanted.refuse("template", "--from", "--to", "--site", "--shift")
    nouns.templates().write(_first(templates.every(store), wanted.limit), _form(call, wanted))


def _accounts(call: Call, store: Store, wanted: Filters) -> None:
    from checkpoint_app.store import accounts

    wanted.refuse("account", "--from", "--to", "--site", "--shift")
    nouns.accounts().write(_first(accounts.every(store), wanted.limit), _form(call, wanted))


def _operations(call: Call, store: Store, wanted: Filters) -> None:
    """`--from --to`: going on then."""
    from checkpoint_app.cli import operation_rows
    from checkpoint_app.store import operations

    wanted.refuse("operation", "--site", "--shift")
    first, last = day_text(wanted.first), day_text(wanted.last)
    found = operations.every(store, open_only=wanted.only_open, first=first, last=last, removed=wanted.void)
    operation_rows.operations().write(_first(found, wanted.limit), _form(call, wanted))


def _hazards(call: Call, store: Store, wanted: Filters) -> None:
    """`--from --to`: found then; `--site`: of these premises."""
    from checkpoint_app.cli import hazard_rows
    from checkpoint_app.store import hazards, sites

    wanted.refuse("hazard", "--shift")
    place = sites.need(store, wanted.site, duty="fire").id if wanted.site else ""
    found = hazards.every(store, site=place, first=day_text(wanted.first), last=day_text(wanted.last), void=wanted.void)
    found = [hazard for hazard in found if hazard.life.open] if wanted.only_open else found
    hazard_rows.hazards(store).write(_first(found, wanted.limit), _form(call, wanted))


def _tasks(call: Call, store: Store, wanted: Filters) -> None:
    """`--shift`: those of one shift's entries; `--from --to`: due then."""
    from checkpoint_app.cli import task_rows
    from checkpoint_app.store import shifts, tasks

    wanted.refuse("task", "--site")
    shift = shifts.get(store, wanted.shift).id if wanted.shift else ""
    first, last = day_text(wanted.first), day_text(wanted.last) or "9999"
    found = [
        task
        for task in tasks.every(store, shift=shift, open_only=wanted.only_open, void=wanted.void)
        if first <= f"{task.life.due or task.life.start:%Y-%m-%d}" <= last
    ]
    task_rows.tasks(store).write(_first(found, wanted.limit), _form(call, wanted))


def _reports(call: Call, store: Store, wanted: Filters) -> None:
    from checkpoint_app.cli import report_rows
    from checkpoint_app.store import reports

    wanted.refuse("report", "--from", "--to", "--site", "--shift")
    report_rows.reports(store).write(_first(reports.every(store), wanted.limit), _form(call, wanted))


_NOUNS: dict[str, Callable[[Call, Store, Filters], None]] = {
    "officer": _officers,
    "site": _sites,
    "school": _schools,
    "premises": _premises,
    "equipment": _equipment,
    "roster": _rosters,
    "calendar": _calendar,
    "shift": _shifts,
    "template": _templates,
    "account": _accounts,
    "operation": _operations,
    "hazard": _hazards,
    "task": _tasks,
    "report": _reports,
}
