"""The station's hub: its ordinary store over HTTPS, for laptops and for the duty room's browser (`checkpoint-app hub serve`).

    desk      the store, used by one request at a time, and who is on the line
    wire      what laptops ask: the exchange of `sync`, in its messages
    room      the duty-room page
    web       the application of both

No second journal code: what a laptop gives goes through `store.incoming` as from a stick.

Decision: one connection, used by one request at a time in the order of asking; long work hands it on after each slice, so a page waits
for a slice of each laptop that is being served, not for an import. A slice ends as soon as somebody waits. What came is shown by a thread
of the desk's own, between the deliveries. Rejected: a second connection for pages, which take some tenths of a second and would only wait
for the same processor.
"""
