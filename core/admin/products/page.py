"""The page of a product: pictures first, its style, its variants, and all that hangs on it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from core.admin import words
from core.admin.base import HistoryAdmin, RowsInline
from core.admin.exchange import CatalogueExchange
from core.admin.lists import filters
from core.admin.own_fields import OwnFieldsAdmin
from core.admin.products import bulk, farewell, glance, labels, pictures, scanning, sizes
from core.admin.products.forms import ProductForm
from core.admin.refusals import sentence
from core.errors import DomainError
from core.exchange.labels import MOST_LABELS
from core.models import Product, Variant
from core.queries import shelf, ties
from core.services import catalog
from core.services.catalog.bulk import Kind

PAGES: list[tuple[str, Callable[..., HttpResponse], str]] = [
    ("sizes/", sizes.view, "sizes"),
    ("copy/", farewell.copy_view, "copy"),
    ("labels/", labels.of_product, "own_labels"),
    ("pictures/", pictures.several, "pictures"),
    ("pictures/<int:picture>/", pictures.one, "picture"),
]


class VariantInline(RowsInline):
    model = Variant
    verbose_name_plural = "variants"
    fields = ["sku", "size", "color", "other", "barcode", "price", "cost", "pieces", "is_active"]
    readonly_fields = ["pieces"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        return shelf.variants(super().get_queryset(request))

    @display(description="On hand")
    def pieces(self, variant: Variant) -> Any:
        return getattr(variant, "pieces", words.NOTHING) if variant.pk else words.NOTHING


@admin.register(Product)
class ProductAdmin(
    OwnFieldsAdmin,
    scanning.OpensScanned,
    farewell.ArchiveInstead,
    bulk.ChangesTogether,
    labels.PrintsLabels,
    CatalogueExchange,
    HistoryAdmin,
):
    form = ProductForm
    bulk_kind = Kind.PRODUCT
    change_form_outer_before_template = "core/products/before.html"
    change_form_outer_after_template = "core/products/after.html"
    main_tab = "Style"
    empty_icon = "checkroom"
    empty_title = "No gowns here yet"
    empty_hint = "Import your catalogue from a file, or add the first style by hand."
    list_display = ["style", "kind", "state", "price", "in_stock", "belongs"]
    list_filter = [
        ("status", ChoicesDropdownFilter),
        ("designer", AutocompleteSelectFilter),
        ("category", AutocompleteSelectFilter),
        ("collection", AutocompleteSelectFilter),
        filters.Size,
        filters.Color,
        ("card__price_from", filters.PriceRange),
        filters.ProductsOnTheShelf,
        filters.Picture,
        filters.ProductPriced,
        ("silhouette", ChoicesDropdownFilter),
    ]
    search_fields = ["name", "designer__name", "variants__sku", "variants__barcode"]
    search_help_text = "Name, designer, SKU or barcode"
    autocomplete_fields = ["designer", "category", "collection"]
    inlines = [VariantInline]
    actions = ["change_together", "print_labels", "put_on_sale", "archive"]
    fieldsets = [
        (
            None,
            {"fields": ["name", ("designer", "collection"), ("category", "status"), "description"]},
        ),
        (
            "What a bride looks for",
            {"fields": [("silhouette", "neckline"), ("fabric", "train"), "tags"]},
        ),
        ("Website", {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return shelf.products(super().get_queryset(request))

    def label_keys(self, chosen: QuerySet[Product]) -> list[int]:
        keys = chosen.order_by().values("pk")
        rows = Variant.objects.filter(product__in=keys, is_active=True).order_by()
        return list(rows.values_list("pk", flat=True)[: MOST_LABELS + 1])

    def ties_of(self, obj: Product) -> list[str]:
        return ties.of_product(obj)

    def act_delete(self, obj: Product, by: Any) -> None:
        catalog.delete_product(obj, by=by)

    def act_put_aside(self, obj: Product, by: Any) -> None:
        catalog.archive(obj, by=by)

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        catalog.save_product(obj, by=request.user)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra: Any = None
    ) -> HttpResponse:
        more = dict(extra or {})
        if object_id and (found := self.get_object(request, unquote(object_id))):
            more |= glance.context(request, found)
        return super().changeform_view(request, object_id, form_url, more)

    def response_add(
        self, request: HttpRequest, obj: Product, post_url_continue: Any = None
    ) -> HttpResponse:
        """A new style is only begun: pictures, sizes and colours come next, on its page."""
        if "_addanother" in request.POST or IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(
            request, f"{obj} is there. Now its pictures, sizes and colours.", messages.SUCCESS
        )
        return self.to_page(obj)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            *(
                path(f"<int:key>/{where}", wrap(partial(view, self)), name=f"core_product_{name}")
                for where, view, name in PAGES
            ),
            *super().get_urls(),
        ]

    @display(description="Style", ordering="name")
    def style(self, product: Product) -> SafeString:
        return render_to_string(
            "core/cells/thing.html",
            {
                "source": shelf.picture(product),
                "title": product.name,
                "below": product.designer or "No designer",
            },
        )

    @display(description="Category")
    def kind(self, product: Product) -> Any:
        return product.category

    @display(description="Collection")
    def belongs(self, product: Product) -> Any:
        return product.collection

    @display(description="Status", ordering="status", label=words.PRODUCT_COLORS)
    def state(self, product: Product) -> tuple[str, str]:
        return product.status, product.get_status_display()

    @display(description="Price", ordering="card__price_from")
    def price(self, product: Product) -> str:
        return words.price_span(product.price_from, product.price_to, product.currency)

    @display(description="On hand")
    def in_stock(self, product: Product) -> SafeString:
        return render_to_string("core/cells/pieces.html", {"pieces": product.pieces})

    @admin.action(description="Put on sale", permissions=["change"])
    def put_on_sale(self, request: HttpRequest, chosen: QuerySet[Product]) -> None:
        def act(product: Product) -> None:
            product.status = Product.Status.ACTIVE
            catalog.save_product(product, by=request.user)

        self._each(request, chosen.exclude(status=Product.Status.ACTIVE), act, "on sale")

    @admin.action(description="Archive", permissions=["change"])
    def archive(self, request: HttpRequest, chosen: QuerySet[Product]) -> None:
        self._each(
            request,
            chosen.exclude(status=Product.Status.ARCHIVED),
            lambda product: catalog.archive(product, by=request.user),
            "archived",
        )

    def _each(
        self,
        request: HttpRequest,
        found: QuerySet[Product],
        act: Callable[[Product], Any],
        said: str,
    ) -> None:
        """What is refused says so by its name; the others go on."""
        changed = 0
        for product in found:
            try:
                act(product)
            except (DomainError, ValidationError) as refusal:
                self.message_user(request, f"{product}: {sentence(refusal)}", messages.ERROR)
            else:
                changed += 1
        styles = "1 style is" if changed == 1 else f"{changed} styles are"
        self.message_user(request, f"{styles} now {said}.", messages.SUCCESS)
