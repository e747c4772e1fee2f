"""今日勤务: opening a shift, recording in it, ending it, handing it over. `page` is the page; the other modules are its views."""
