"""护学岗: the board of all schools, which is also the input."""
