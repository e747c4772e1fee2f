"""The station's hub: its ordinary store over HTTPS, for laptops and for the duty room's browser (`checkpoint-app hub serve`).

    desk      the store, used by one request at a time, and who is on the line
    wire      what laptops ask: the exchange of `sync`, in its messages
    room      the duty-room page
    web       the application of both

No second journal code: what a laptop gives goes through `store.incoming` as from a stick. The store is one connection behind one lock;
long work lets go of it between its slices, so a page never waits longer than a slice.
"""
