"""Fields of her own in the admin: where she defines them, and where they appear."""

from core.admin.own_fields.showing import OwnFieldsAdmin

__all__ = ["OwnFieldsAdmin"]
