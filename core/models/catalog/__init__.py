"""The catalogue: designers, categories, collections, products with their pictures and variants."""

from core.models.catalog.bulk import BulkEdit, BulkEditRow
from core.models.catalog.pictures import ProductImage
from core.models.catalog.products import Product
from core.models.catalog.shelves import Category, Collection, Designer
from core.models.catalog.variants import Variant

__all__ = [
    "BulkEdit",
    "BulkEditRow",
    "Category",
    "Collection",
    "Designer",
    "Product",
    "ProductImage",
    "Variant",
]
