"""SQLite as Nexus uses it: Django's own, with a fair queue in front of the one writer."""
