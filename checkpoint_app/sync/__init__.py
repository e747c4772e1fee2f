"""Exchange between the devices of a unit: over a stick, over a network, in memory; the same lines through the same code.

    messages    hello, ranges of lines, pieces of files: one JSON encoding for all ways
    peer        what an exchange needs of the other side
    greeting    hellos made, signed, checked
    exchange    the asking side; `answer` the asked one (a hub's requests)
    memory      a peer in this process
    stick       a peer that is not there: bundles in a folder, written by `bundle`, read by `bundle_reader`, packed as `ckb`
    lying       what lies in a folder by the bundles' first lines, and who said what there
    prospect    what an exchange with a stick would do, told before
    covered     what of ours nobody needs any more on a stick
    intake      bundle files into the store, several at once
    enrolment   device cards, answers, cutting off; `fingerprint` says keys as words

FORMAT.md is the specification of bundles and messages for other programs.

What may go where and what is lacking is `store.outgoing`; checking, filing and showing what comes is `store.incoming`; who is believed is
`store.trust`; what ✓ means is `store.receipts`.

Decision: what the other has is known by hashes of heads alone, never by counts, sequence numbers or the labels of chains. A head that is
known here covers the way to it; one that is not known covers nothing. So a restored, cloned or half-written device is served right without
a special case, and repetition is harmless.
Decision: a chain is offered as long as the other does not have it, also when it refused it before: refusing changes nothing anywhere.
Decision: what came is durable and signed for first; then the entries from which nothing follows for others, nearly all, are shown and
counted. Showing is more than half of the work, and nobody has to stand beside it.
Rejected: vector clocks per record and set reconciliation (sketches, Merkle trees). A unit has some tens of chains; their heads fit into one
message of a few kilobytes however many entries there are.
"""
