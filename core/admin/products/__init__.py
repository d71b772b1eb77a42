"""The pages of a product, and what is done with many of them."""

from core.admin.products.bulk_page import BulkEditAdmin
from core.admin.products.page import ProductAdmin

__all__ = ["BulkEditAdmin", "ProductAdmin"]
