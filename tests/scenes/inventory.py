"""Stock, samples, catalogue, her own fields, lists: addresses, hands, and what they need to show."""

from collections.abc import Callable
from itertools import count

from playwright.sync_api import Page

Hands = Callable[[Page], None]
TIMES = count(2)  # the same words twice would be no change

LEVEL = "/admin/core/stocklevel/{level}/change/"
SAMPLE = "/admin/core/sample/{sample}/change/"
FIELD = "/admin/core/fielddefinition/{field}/"
SCREENS = {
    "levels": "/admin/core/stocklevel/",
    "levels-low": "/admin/core/stocklevel/?state=low",
    "levels-none": "/admin/core/stocklevel/?q=nowhere+to+be+found",
    "level": LEVEL,
    "level-sell": LEVEL,
    "level-refused": LEVEL,
    "reserve": "/admin/core/stocklevel/act/reserve/?variant={variant}",
    "ledger": "/admin/core/stockmovement/",
    "ledger-variant": "/admin/core/stockmovement/?variant__id__exact={variant}",
    "movement": "/admin/core/stockmovement/{movement}/change/",
    "movement-undo": "/admin/core/stockmovement/{movement}/undo/",
    "reservations": "/admin/core/reservation/",
    "receiving": "/admin/core/stocksheet/receiving/",
    "receiving-faults": "/admin/core/stocksheet/receiving/",
    "receiving-preview": "/admin/core/stocksheet/receiving/",
    "received": "/admin/core/stocksheet/{received}/change/",
    "sheets": "/admin/core/stocksheet/",
    "stocktake-start": "/admin/core/stocksheet/stocktake/",
    "stocktake": "/admin/core/stocksheet/{counting}/change/",
    "stocktake-review": "/admin/core/stocksheet/{counting}/review/",
    "samples": "/admin/core/sample/",
    "sample": SAMPLE,
    "sample-block": SAMPLE,
    "sample-release": SAMPLE,
    "sample-labels": "/admin/core/sample/",
    "products": "/admin/core/product/",
    "products-filter": "/admin/core/product/",
    "products-none": "/admin/core/product/?q=nowhere+to+be+found",
    "product": "/admin/core/product/{product}/change/",
    "product-variants": "/admin/core/product/{product}/change/",
    "product-where": "/admin/core/product/{product}/change/",
    "product-new": "/admin/core/product/add/",
    "product-history": "/admin/core/product/{product}/history/",
    "product-delete": "/admin/core/product/{product}/delete/",
    "sizes": "/admin/core/product/{product}/sizes/?chosen=1&size=36&size=38&size=40&color=Ivory"
    "&color=Blush",
    "labels": "/admin/core/product/{product}/labels/",
    "variants": "/admin/core/variant/",
    "variant": "/admin/core/variant/{variant}/change/",
    "variant-history": "/admin/core/variant/{variant}/history/",
    "designers": "/admin/core/designer/",
    "collections": "/admin/core/collection/",
    "categories": "/admin/core/category/",
    "together": "/admin/core/product/",
    "together-preview": "/admin/core/product/",
    "together-done": "/admin/core/bulkedit/{edit}/change/",
    "changes-of-many": "/admin/core/bulkedit/",
    "fields": "/admin/core/fielddefinition/",
    "field": FIELD + "change/",
    "field-new": "/admin/core/fielddefinition/add/",
    "field-away": "/admin/core/fielddefinition/{away}/change/",
    "field-delete": "/admin/core/fielddefinition/{away}/delete/",
    "product-own": "/admin/core/product/{product}/change/",
    "product-versions": "/admin/core/product/{product}/change/",
    "save-view": "/admin/core/product/?picture=yes",
    "views": "/admin/views/",
    "palette": "/admin/",
    "where-is-it": "/admin/",
}

PREPARE = """
from decimal import Decimal
from django.contrib.auth import get_user_model
from core.models import (
    FieldDefinition, Location, Product, Reservation, Sample, SavedView, StockLevel, StockMovement, Variant,
)
from core.services import catalog, own_fields, stock, views
from core.services.catalog import bulk
user = get_user_model().objects.get(username="owner")
berlin = Location.objects.get(slug="berlin")
product = Product.objects.filter(images__isnull=False).order_by("name").first()
kept = Reservation.objects.filter(ended_at__isnull=True, location=berlin).first()
level = StockLevel.objects.get(variant=kept.variant, location=berlin)
def field(kind, label, type, **more):
    return own_fields.save(FieldDefinition(kind=kind, label=label, type=type, **more), by=user)
field("product", "Mood", "choice", choices=["Boho", "Glamour", "Minimal"], is_listed=True, is_filter=True)
field("product", "Goes with", "choices", choices=["Cape", "Belt", "Sleeves"], help="What brides add to it.")
field("product", "Shown since", "date")
field("product", "Designer's page", "link")
field("product", "Can be altered", "yes-no", is_filter=True)
away = field("product", "Window", "text")
product.own = {"mood": "Boho", "goes_with": ["Cape", "Belt"], "shown_since": "2026-10-01", "window": "Left"}
catalog.save_product(product)
own_fields.archive(away, by=user)
chosen = list(Product.objects.order_by("name").values_list("pk", flat=True)[:6])
price = bulk.PriceWish(how=bulk.How.PERCENT, value=Decimal(5), rounding=bulk.Rounding.NINETY)
edit = bulk.apply(bulk.Choice("product", chosen), wish=bulk.Wish(price=price), by=user)
for name, query in (("Drafts", "draft"), ("Put away", "archived")):
    views.save(SavedView(user=user, page="core.product", name=name, query={"status__exact": [query]}))
some = list(Variant.objects.filter(stock_levels__location=berlin, stock_levels__on_hand__gte=2)[:4])
received = stock.receive_many(
    [stock.Delivery(one, 2) for one in some], location=berlin, reference="Delivery 2311", by=user
)
counting = stock.open_stocktake(berlin, by=user)
for number, one in enumerate(some):
    stock.set_counted(counting, one, quantity=3 + number, by=user)
print("level", level.pk)
print("variant", level.variant_id)
print("received", received.pk)
print("counting", counting.pk)
print("movement", StockMovement.objects.filter(sheet=received).first().pk)
print("sample", Sample.objects.order_by("pk").first().pk)
print("edit", edit.pk)
print("field", FieldDefinition.objects.get(key="mood").pk)
print("away", away.pk)
"""


def press(name: str, *, role: str = "button") -> Hands:
    return lambda page: page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]


def sell(page: Page) -> None:
    page.get_by_role("link", name="Sell", exact=True).first.click()
    page.wait_for_selector("#nx-stock[open]")


def refused(page: Page) -> None:
    sell(page)
    page.locator("#nx-stock [name=quantity]").fill("900")
    page.locator("#nx-stock").get_by_role("button", name="Sell").click()
    page.wait_for_selector(
        "#nx-stock .errorlist, #nx-stock [role=alert] p, #nx-stock .text-red-600"
    )


def receive(codes: str) -> Hands:
    def hands(page: Page) -> None:
        page.get_by_label("Where the pieces are").select_option(index=1)
        page.get_by_label("SKUs or barcodes").fill(codes)
        page.get_by_role("button", name="Show what it means").click()

    return hands


def preview(page: Page) -> None:
    page.goto(page.url.split("/stocksheet/")[0] + "/variant/")
    skus = page.locator("#result_list tbody tr").evaluate_all(
        "rows => rows.slice(0, 4).map(row => row.innerText.match(/[A-Z0-9]+(-[A-Z0-9]+)+/)?.[0])"
    )
    page.go_back()
    receive("\n".join(f"{sku} 2" for sku in skus if sku))(page)


def scroll(selector: str) -> Hands:
    return lambda page: page.locator(selector).first.scroll_into_view_if_needed()


def tab(name: str) -> Hands:
    return lambda page: page.locator("#tabs-items").get_by_role("link", name=name).first.click()


def choose(action: str) -> Hands:
    def hands(page: Page) -> None:
        for box in page.locator("#result_list input.action-select").all()[:3]:
            box.check()
        page.locator("select[name=action]").select_option(action)
        page.get_by_role("button", name="Run").click()

    return hands


def together(page: Page) -> None:
    choose("change_together")(page)
    page.get_by_label("Price", exact=True).select_option("percent+")
    page.get_by_label("By, or to", exact=True).fill("5")
    page.get_by_label("Rounded").select_option("90")


def together_preview(page: Page) -> None:
    together(page)
    page.get_by_role("button", name="Look at it first").click()


def filters(page: Page) -> None:
    page.locator("a.filter-open-button").first.click()
    page.wait_for_timeout(600)


def versions(page: Page) -> None:
    """Somebody else saves the same gown while it is open here."""
    time = next(TIMES)
    page.get_by_label("Description").fill(f"Silk, {time} layers")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Description").fill(f"Tulle, {time} layers")
    with other.expect_navigation():
        other.get_by_role("button", name="Save", exact=True).first.click()
    other.close()
    page.get_by_role("button", name="Save", exact=True).first.click()


def look_for(words: str) -> Hands:
    def hands(page: Page) -> None:
        page.keyboard.press("Control+k")
        page.locator("#search-input-command").press_sequentially(words)
        page.wait_for_timeout(900)

    return hands


HANDS: dict[str, Hands] = {
    "level-sell": sell,
    "level-refused": refused,
    "receiving-faults": receive("NOT-A-SKU 2\n4711\nAUR-IV-38 -3\n12,5\n"),
    "receiving-preview": preview,
    "sample-block": press("Away for a while", role="link"),
    "sample-release": press("Release for sale", role="link"),
    "sample-labels": choose("print_labels"),
    "products-filter": filters,
    "product-variants": tab("Variants"),
    "product-where": scroll("#px-used"),
    "together": together,
    "together-preview": together_preview,
    "product-own": scroll("[name^=own_]"),
    "product-versions": versions,
    "save-view": press("Save this view"),
    "palette": look_for("veil"),
    "where-is-it": look_for("eira"),
}
