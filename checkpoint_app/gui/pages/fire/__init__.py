"""消防器材: what is due, the equipment of premises, rounds in walking order, and their papers.

page        which of the views is shown; rounds begun and ended
due_list    what is due as a list, the box for scanned labels        calendar   as a month
place       the equipment of one place                               listing    what these three show; knows no widget
round       a round, walked now or keyed in from paper               round_rows what it shows; knows no widget
label_box   labels scanned or typed, digits that are results         faults     what is wrong, and which hazard it is
from_paper  which sheet was walked, when, by whom                    papers     which paper is to be printed
"""
