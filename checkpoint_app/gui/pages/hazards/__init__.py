"""隐患整改: the open hazards by premises, one hazard's life, and the recheck of all that a unit has open.

`listing` reads what the page shows and knows no widget; `life` is one hazard, `steps` the boxes that carry it on, `recheck` the form.
"""
