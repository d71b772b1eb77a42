"""Lists that stay quick: paging by key, search by cards, saved views."""

from core.admin.lists.base import ListAdmin

__all__ = ["ListAdmin"]
