"""The archive's tables in PostgreSQL. Every key begins with the unit and, where one wrote, the device; there are no sequences, no
triggers, no LISTEN, and no table refers to another by a foreign key: so the same statements distribute by `unit` on Citus and run on
CockroachDB, and a unit's rows always lie together.

    unit        who may deliver: a bureau's clerk admits a unit once by its id, which is bound to the unit's root key
    line        journal lines as the stations sent them: header, signature, the open part; never the personal or fleeting one
    head        the end of each chain as filed (a fork's branch has a label of its own), and when it last moved
    receipt     what the archive last answered to a station device: the heads it held at that moment
    tally       the figures as a station device counted them: (day, site, template, officer, measure) → value
    month       the digest of each month of a device's tally: a station sends a month only when its digest differs
    picture     one JSON object per station device: what stands now (posts manned, hazards open, devices and their last exchange, names)

A line is keyed by the epoch of its header and its hash: both branches of a fork have their place, whatever came first.

`FORMAT` goes up with each step; a step is never edited once released. A newer archive than this program is refused.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = 1

_FIRST = """
CREATE TABLE unit (
    unit uuid PRIMARY KEY, name text NOT NULL, admitted_by text NOT NULL, admitted_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE line (
    unit uuid NOT NULL, device text NOT NULL, epoch text NOT NULL, scope text NOT NULL, seq bigint NOT NULL, hash bytea NOT NULL,
    noun text NOT NULL, record text NOT NULL, header bytea NOT NULL, signature bytea, open_salt bytea, open bytea,
    came_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (unit, device, epoch, scope, seq, hash));
CREATE INDEX line_record ON line (unit, record);
CREATE INDEX line_trust ON line (unit, noun) WHERE noun IN ('unit', 'certificate', 'revocation');
CREATE TABLE head (
    unit uuid NOT NULL, device text NOT NULL, label text NOT NULL, scope text NOT NULL, seq bigint NOT NULL, hash bytea NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (unit, device, label, scope));
CREATE TABLE receipt (
    unit uuid NOT NULL, device text NOT NULL, at timestamptz NOT NULL DEFAULT now(), theirs timestamptz, heads jsonb NOT NULL,
    PRIMARY KEY (unit, device));
CREATE TABLE tally (
    unit uuid NOT NULL, device text NOT NULL, day date NOT NULL, site text NOT NULL, template text NOT NULL, officer text NOT NULL,
    measure text NOT NULL, value numeric NOT NULL, PRIMARY KEY (unit, device, day, measure, site, template, officer));
CREATE TABLE month (
    unit uuid NOT NULL, device text NOT NULL, month text NOT NULL, digest text NOT NULL, PRIMARY KEY (unit, device, month));
CREATE TABLE picture (
    unit uuid NOT NULL, device text NOT NULL, at timestamptz NOT NULL DEFAULT now(), body jsonb NOT NULL, PRIMARY KEY (unit, device))
"""

STEPS: Final = (_FIRST,)
"""Step n brings an archive from format n to n + 1."""

DISTRIBUTED: Final = ("unit", "line", "head", "receipt", "tally", "month", "picture")
"""What `create_distributed_table(…, 'unit')` is called for on Citus, in this order; README shows it."""


def statements(script: str) -> list[str]:
    """The single statements of a step."""
    return [statement.strip() for statement in script.split(";\n") if statement.strip()]
