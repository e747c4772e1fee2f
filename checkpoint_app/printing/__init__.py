"""Paper: A4 sheets that are signed, filed and checked against the data years later.

    fonts       the type, and what stands in for characters it lacks
    text        where a line may break
    pen         draws on the canvas and remembers each page's text
    qr          the code at the foot of the page
    page        the frame of a sheet: head, foot, binding line
    table       rows over many pages; also grids of facts and boxes of numbered points
    blocks      signatures, notes, photos
    document    blocks → pages → PDF; what a printed document is
    moments     dates and times as paper shows them
    reading     a PDF's text, id and picture: for the record of a print, for checking one, for the preview
    label_sheet, round_sheet, extinguisher_ledger   fire equipment: labels to stick on, a round on paper, the ledger
    school_sheet, post_register          school guard: coverage of a period or day, register of posts
    loss_report, delivery_slip           a lost machine; what a receipt proves to have been delivered
    shift_log, correction, entry_sheet   one printed form each: its content as plain values, and `draw`

A form draws what it is given: masking, choice of rows and figures are done before, by who knows the store. Nothing here reads it.

Decision: our own table on reportlab's canvas. `LongTable` is quadratic (tests/bench/bench_table.py shows by how much), and `Paragraph`
reads user text as markup.
Decision: pages are laid out first and drawn second, so that "page x of y" needs neither a placeholder nor a second document.
Decision: the record of a print keeps the hash of each page's text as it is read back *from the file*, with the same function that
checks it later (`reading.page_texts`). What is drawn over a page without text shows only in its picture: `reading.differing_pages`
compares the file with one drawn again from the data.
Decision: black on white, light fill in label cells only. Paper is photocopied; grey text and stripes do not survive that.
"""
