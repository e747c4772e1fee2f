"""The desktop program: the only package that knows Qt. It shows and asks; what is right and what is stored is decided below.

    application    the QApplication: fonts, look, language, the last resort for our own faults
    window, places the one window and its pages: unlock, set-up, or the shell with its pages; lock, switch officer, language, theme
    shell          navigation, top bar, status bar
    unlock, wizard, setup, recovery_key, enrolling    what is shown before a store is open, or while it waits for its station
    pages          今日勤务, 补录, 查记录 …; `page.Page` is what each is
    runner         the two threads in which the store is used
    operation      one thing a person started, and what becomes of its answer
    hub_watch, stick_watch, delivery_watch    what is asked behind the work: the hub, which sticks are there, what the station lacks
    theme, stylesheet, parts, flow, lines, keys, dialogs, waiting, crash, idle, battery    the kit
    form, template_form, field_row, fields, pick    forms, and one widget per kind of field
    table          the record list: any number of rows

Decisions. Nothing of the store is touched in the window's thread. Boxes open with `open()`, never `exec()`: a nested event loop would let
a second save start inside the first. Locking closes both connections and throws the pages away, so that nothing of a person stays in
memory of widgets; what was being typed is a draft in the store before that. A page that is shown again loads again: no page listens for
changes but through `Runner.changed`.
"""
