"""The catalogue's acts: save a product or variant, choose its main picture, archive."""

from core.services.catalog.copying import duplicate
from core.services.catalog.farewell import (
    archive,
    delete_product,
    delete_variant,
    take_off_sale,
)
from core.services.catalog.matrix import (
    MOST_CELLS,
    CellsRefused,
    NewCell,
    PriceCell,
    fill,
    place_name,
)
from core.services.catalog.pictures import (
    add_picture,
    add_picture_address,
    describe_picture,
    discard_files,
    make_missing_thumbnails,
    make_thumbnails,
    order_pictures,
    remove_picture,
    set_main_image,
)
from core.services.catalog.products import (
    MARKUP,
    clean_description,
    save_product,
    save_variant,
)

__all__ = [
    "MARKUP",
    "MOST_CELLS",
    "CellsRefused",
    "NewCell",
    "PriceCell",
    "add_picture",
    "add_picture_address",
    "archive",
    "clean_description",
    "delete_product",
    "delete_variant",
    "describe_picture",
    "discard_files",
    "duplicate",
    "fill",
    "make_missing_thumbnails",
    "make_thumbnails",
    "order_pictures",
    "place_name",
    "remove_picture",
    "save_product",
    "save_variant",
    "set_main_image",
    "take_off_sale",
]
