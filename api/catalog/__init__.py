"""The catalogue: designers, categories, collections and the gowns themselves."""

from ninja import Router

from api.catalog import products, shelves

router = Router(tags=["Catalogue"])
router.add_router("", shelves.router)
router.add_router("", products.router)
