"""The door for websites: one file per subject, schemas on top, operations below."""
