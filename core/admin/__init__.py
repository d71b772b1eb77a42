"""What staff see; no rule lives here."""
