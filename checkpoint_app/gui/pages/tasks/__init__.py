"""待办: what the law asks for after a disposition — the list, the panel on an entry, and the boxes that carry a to-do on."""
