"""How the house reads and writes dates and times, where Django's British English differs."""
