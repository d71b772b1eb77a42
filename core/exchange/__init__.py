"""Import and export: columns to fields and back; writing goes through services."""
