"""Her own fields: what the owner adds to products, variants, customers and appointments herself."""

from core.models.own.definitions import FieldDefinition, OwnFields, OwnValue

__all__ = ["FieldDefinition", "OwnFields", "OwnValue"]
