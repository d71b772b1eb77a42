"""Acts: the only code that writes more than its own row."""
