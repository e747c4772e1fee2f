"""打印: what paper is owed, the preview of one, printing and keeping it. `page` is the page; `owed` and `preview` its parts."""
