"""消防器材: what is due, the equipment of premises, and rounds in walking order."""
