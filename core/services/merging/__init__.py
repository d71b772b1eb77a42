"""Merging: two rows of one bride become one, with a look before and a way back."""

from core.services.merging.acts import Preview, merge, preview, undo
from core.services.merging.fields import Clash, clashes

__all__ = ["Clash", "Preview", "clashes", "merge", "preview", "undo"]
