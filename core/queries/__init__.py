"""Reads where models meet; nothing here writes."""
