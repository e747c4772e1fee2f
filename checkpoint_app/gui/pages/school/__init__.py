"""护学岗: the board of all schools, which is also the input, and what it stands on.

page            the page: the board, one of the other views, or the whole form of a post
board_view      the board: reports, corrections, times, papers
board_head      day, periods, figures that are filters, commands above the tiles
tiles           the tiles, drawn; also on the large board
filters         the figures in words, and which tiles each shows
large_board     the same over the whole screen, from three metres
times_box       times and crew of marked posts
roster_view, roster_grid         排班 by week
calendar_view, times_table       校历与时段
four_view       四个100%
form_box        a small form whose refusal stands beside its fields
"""
