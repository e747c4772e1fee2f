"""The encrypted store: one SQLCipher file, its keys, and everything that reads or writes it.

    driver      the only module that imports sqlcipher3 and sqlite_utils: connections, trouble as named errors
    schema      migrations
    keys        keys.json: the database key wrapped for each account and for the recovery key
    identity    this device's keys, certificates, the unit's root key
    session     Store (an open store) and Transaction (one write: lines, projections, signatures, one COMMIT)
    journal     lines in the database: append, read, order
    projection  which noun shows itself in which tables; rebuild goes through it
    one module per noun: units, officers, sites, templates, shifts, entries, accounts, prints, attachments …
    search, tally, drafts, verify, rebuild, purge
    trust, peers, outgoing, incoming, receipts    whom to believe, what others said, what goes out and comes in, what a station signed for
    deliveries, clocks    what one receipt proves, shift by shift; how far a machine's clock is off
    devices, revocation, unenrolled    the unit's machines, one that was lost, one that waits for its station

A write is one named function and one transaction. The journal is the truth; every other table is computed from it in the same
transaction and can be dropped and rebuilt. No table outside the journal holds what the journal does not (but drafts, which are not
records yet, and this machine's own keys).

Decision: one process holds the store at a time (a lock file). Two programs on one store would each believe in their own heads; the
second one is told so within a second instead of waiting in silence.
Decision: the file names officers only by salted hash (keys.json): the folder tells nobody who works here.
"""
