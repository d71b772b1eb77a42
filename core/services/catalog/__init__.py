"""The catalogue's acts: save a product or variant, choose its main picture, archive, save many."""

from core.services.catalog.batch import Batch, save_batch
from core.services.catalog.products import (
    MARKUP,
    archive,
    clean_description,
    save_product,
    save_variant,
    set_main_image,
)

__all__ = [
    "MARKUP",
    "Batch",
    "archive",
    "clean_description",
    "save_batch",
    "save_product",
    "save_variant",
    "set_main_image",
]
