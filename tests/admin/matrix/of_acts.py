"""What is done with stock, samples and the catalogue: each act, and each page of its own."""

from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from core.admin.products import bulk, labels
from tests.admin.matrix.rows import Given, Row
from tests.cast import Boutique

SHOP, DESK, KEEPERS, OWNER, NOBODY = "vsfmo", "fmo", "mo", "o", ""


def key(name: str) -> Given:
    return lambda stage: (stage.rows[name].pk,)


def _act(name: str, who: str, **given: Any) -> Row:
    def data(stage: Any) -> dict[str, Any]:
        cast: Boutique = stage.cast
        told = (
            {"customer": cast.anna.pk, "destination": cast.lisbon.pk}
            if given.pop("asks", 0)
            else {}
        )
        return {"location": cast.berlin.pk, "quantity": 1, "note": "Why"} | told | given

    return Row(
        "core_stock_act",
        who,
        who,
        at=lambda _stage: (name,),
        query=lambda stage: {"variant": stage.variant.pk},
        data=data,
        more=name,
    )


STOCK_ACTS = [
    _act("receive", DESK),
    _act("sell", DESK),
    _act("return", DESK),
    _act("count", DESK, counted=3),
    _act("damage", DESK),
    _act("adjust", KEEPERS),
    _act("reorder", KEEPERS, reorder_level=4),
    Row(
        "core_stock_act",
        DESK,
        DESK,
        at=lambda _stage: ("transfer",),
        query=lambda stage: {"variant": stage.variant.pk},
        data=lambda stage: {
            "location": stage.cast.berlin.pk,
            "destination": stage.cast.lisbon.pk,
            "quantity": 1,
        },
        more="transfer",
    ),
    Row(
        "core_stock_act",
        DESK,
        DESK,
        at=lambda _stage: ("reserve",),
        query=lambda stage: {"variant": stage.variant.pk},
        data=lambda stage: {
            "location": stage.cast.berlin.pk,
            "customer": stage.cast.anna.pk,
            "quantity": 1,
            "until": f"{stage.tuesday:%Y-%m-%d}",
        },
        more="reserve",
    ),
]


def _list(stage: Any) -> dict[str, Any]:
    token = "0b1d9e5c-5f0a-4b0e-9a52-6f1f6f7d8a11"
    return {
        "location": stage.cast.berlin.pk,
        "codes": "AUR-IV-36 2",
        "token": token,
        "do": "receive",
    }


def _open(stage: Any) -> tuple[int]:
    return (stage.sheet.pk,)


def _here(stage: Any) -> dict[str, Any]:
    return {"location": stage.cast.lisbon.pk}


def _why(_stage: Any) -> dict[str, str]:
    return {"note": "A mistake"}


def _block(stage: Any) -> dict[str, str]:
    day = f"{stage.tuesday:%Y-%m-%d}"
    return {"starts": f"{day}T11:00", "ends": f"{day}T12:00", "note": "At the cleaner's"}


def _label_data(kind: str, *keys: int) -> dict[str, Any]:
    chosen = signing.dumps([kind, list(keys)], salt=labels.CHOSEN, compress=True)
    return {"chosen": chosen, "sheet": "avery-5160", "start": 1, "copies": 1}


STOCK = [
    *STOCK_ACTS,
    Row("core_stockmovement_undo", KEEPERS, KEEPERS, key("core.stockmovement"), _why),
    Row("core_stockmovement_export", KEEPERS, KEEPERS),
    Row("core_reservation_release", DESK, DESK, key("core.reservation"), lambda _s: {}),
    Row("core_stocksheet_receiving", DESK, DESK, data=_list),
    Row("core_stocksheet_stocktake", DESK, DESK, data=_here),
    Row("core_stocksheet_scan", NOBODY, DESK, _open, lambda _s: {"code": "AUR-IV-36"}),
    Row("core_stocksheet_review", DESK, DESK, _open, lambda _s: {}),
    Row("core_stocksheet_drop", NOBODY, DESK, _open, lambda _s: {}),
    Row("core_stocksheet_change", SHOP, SHOP, _open, more="open"),
    Row("core_stocksheet_undo", KEEPERS, KEEPERS, key("core.stocksheet"), _why),
    Row("core_sample_release", KEEPERS, KEEPERS, key("core.sample"), _why),
    Row("core_sample_block", DESK, DESK, key("core.sample"), _block),
    Row(
        "core_sample_unblock",
        NOBODY,
        DESK,
        lambda stage: (stage.cast.sample.pk, stage.held.pk),
        lambda _s: {},
    ),
    Row("core_sample_labels", NOBODY, SHOP),
]


def _aurora(stage: Any) -> tuple[int]:
    return (stage.cast.aurora.pk,)


def _grid(_stage: Any) -> dict[str, Any]:
    cell = {"c-0-0": "1", "s-0-0": "NEW-99", "p-0-0": "5"}
    return {"chosen": "1", "size": ["99"], "color": ["Ivory"]} | cell


def _order(stage: Any) -> dict[str, Any]:
    newest_first = stage.cast.aurora.images.order_by("-pk").values_list("pk", flat=True)
    return {"do": "order", "picture": list(newest_first)}


def _picture(stage: Any) -> tuple[int, int]:
    return (stage.cast.aurora.pk, stage.picture.pk)


def _together(kind: str, name: str) -> Given:
    def data(stage: Any) -> dict[str, Any]:
        row = stage.cast.aurora if kind == "product" else stage.variant
        chosen = signing.dumps([kind, [row.pk]], salt=bulk.CHOSEN, compress=True)
        asked = {"chosen": chosen, "price_how": "percent+", "price_value": "5"}
        page = stage.people["o"].browser().post(f"/admin/core/{name}/together/", asked)
        return asked | {"seen": page.context_data["seen"], "do": "apply"}

    return data


PRICES = b"SKU,Price\nAUR-IV-38,2100\n"


def _file(_stage: Any) -> dict[str, Any]:
    return {"import_file": SimpleUploadedFile("prices.csv", PRICES)}


CATALOGUE = [
    Row("core_product_sizes", KEEPERS, KEEPERS, _aurora, _grid),
    Row("core_product_copy", NOBODY, KEEPERS, _aurora, lambda _s: {}),
    Row("core_product_own_labels", SHOP, SHOP, _aurora),
    Row(
        "core_product_pictures",
        NOBODY,
        KEEPERS,
        _aurora,
        lambda _s: {"url": "https://example.org/new.jpg"},
        more="add",
    ),
    Row("core_product_pictures", NOBODY, KEEPERS, _aurora, _order, more="order"),
    Row("core_product_picture", NOBODY, KEEPERS, _picture, lambda _s: {"alt": "Back"}, more="say"),
    Row("core_product_picture", NOBODY, KEEPERS, _picture, lambda _s: {"do": "main"}, more="main"),
    Row("core_product_picture", NOBODY, KEEPERS, _picture, lambda _s: {"do": "remove"}, more="go"),
    Row("core_product_put_aside", NOBODY, KEEPERS, _aurora, lambda _s: {}),
    Row("core_variant_put_aside", NOBODY, KEEPERS, key("core.variant"), lambda _s: {}),
    Row("core_product_bulk", NOBODY, KEEPERS, data=_together("product", "product")),
    Row("core_variant_bulk", NOBODY, KEEPERS, data=_together("variant", "variant")),
    Row("core_bulkedit_undo", NOBODY, KEEPERS, key("core.bulkedit"), lambda _s: {}),
    Row("core_product_labels", NOBODY, SHOP),
    Row("core_variant_labels", NOBODY, SHOP),
    Row("core_product_import", KEEPERS, KEEPERS),
    Row("core_product_process_import", NOBODY, KEEPERS),
    Row("core_product_export", KEEPERS, KEEPERS),
]

OWN_FIELDS = [
    Row(
        "core_fielddefinition_take-away",
        NOBODY,
        KEEPERS,
        lambda stage: (stage.in_use.pk,),
        lambda _s: {},
    ),
    Row(
        "core_fielddefinition_bring-back",
        NOBODY,
        KEEPERS,
        key("core.fielddefinition"),
        lambda _s: {},
    ),
]
