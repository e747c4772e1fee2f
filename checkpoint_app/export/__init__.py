"""What leaves for a stick as plain files, and what comes in as sheets.

    folder       the USB data folder: one workbook, CSV and JSON Lines per form, shift logs as PDF, SHA256SUMS, a note what it is
    carrier      writing so that a pulled stick leaves nothing that looks whole: a `.part` folder, fsync, reading back, renaming
    rows         entries as typed cells; the workbook and the plain files share them
    workbook     XLSX: real dates and numbers, text never a formula
    plain        CSV and JSON Lines
    removable    which sticks are plugged in
    sheets       reading XLSX and CSV as people make them
    registers    officers and sites from such a sheet

Files are not encrypted: somebody asked for them, and each folder says so. Personal values are masked unless an account that may do so
gives a reason, which is journaled. Rejected: writing into the folder of the last export (a half one would look like the old), ZIP (nobody
can look into it at the station's old computer without unpacking).
"""
