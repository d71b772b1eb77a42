"""The measurements: ratios taken side by side in one run, never single absolute times."""
