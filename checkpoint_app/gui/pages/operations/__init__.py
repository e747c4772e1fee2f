"""行动: the list, one operation with the figures of its shifts, and the form that opens or changes it."""
