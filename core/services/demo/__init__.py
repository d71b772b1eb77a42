"""The demo boutique: from the files in fixtures/demo to a shop in the middle of its day."""

from core.services.demo.opening import clear, is_empty, load

__all__ = ["clear", "is_empty", "load"]
