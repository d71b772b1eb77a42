"""Pages around the catalogue: designers, categories, collections, variants with their prices."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from core.admin import words
from core.admin.base import BoutiqueAdmin, HistoryAdmin
from core.admin.lists import filters
from core.admin.own_fields import OwnFieldsAdmin
from core.admin.products.variants import VariantExtras
from core.admin.stock import panels
from core.models import Category, Collection, Designer, Product, Variant
from core.queries import shelf
from core.services import catalog

ON_SALE = Count("products", filter=Q(products__status=Product.Status.ACTIVE))


@admin.register(Designer)
class DesignerAdmin(HistoryAdmin):
    empty_icon = "draw"
    empty_title = "No designers yet"
    empty_hint = "Add the brands you carry, with their lead times. Importing gowns adds them too."
    list_display = ["brand", "lead_time", "styles", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    ordering = ["name"]  # a queryset that counts has lost the model's own
    fieldsets = [
        (None, {"fields": ["name", "is_active", "lead_time_weeks", "website", "notes"]}),
        ("Website", {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Designer]:
        return super().get_queryset(request).annotate(styles=ON_SALE)

    @display(description="Designer", ordering="name", header=True)
    def brand(self, designer: Designer) -> list[Any]:
        return [designer.name, "", words.initials(designer.name)]

    @display(description="Lead time", ordering="lead_time_weeks")
    def lead_time(self, designer: Designer) -> str:
        return f"{designer.lead_time_weeks} weeks"

    @display(description="Styles on sale", ordering="styles")
    def styles(self, designer: Any) -> int:
        return int(designer.styles)


@admin.register(Category)
class CategoryAdmin(BoutiqueAdmin):
    empty_icon = "account_tree"
    empty_title = "No categories yet"
    empty_hint = "Begin with a few: bridal gowns, veils, shoes. One can sit inside another."
    list_display = ["name", "parent", "styles"]
    list_select_related = ["parent"]
    search_fields = ["name", "parent__name"]
    ordering = ["position", "name"]
    autocomplete_fields = ["parent"]
    fieldsets = [
        (None, {"fields": ["name", "parent", "position"]}),
        ("Website", {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(styles=ON_SALE)

    @display(description="Styles on sale", ordering="styles")
    def styles(self, category: Any) -> int:
        return int(category.styles)


@admin.register(Collection)
class CollectionAdmin(BoutiqueAdmin):
    empty_icon = "auto_awesome"
    empty_title = "No collections yet"
    empty_hint = "A collection is what a designer shows together in one season."
    list_display = ["title", "designer", "season_and_year", "styles"]
    list_filter = [("designer", RelatedDropdownFilter), ("season", ChoicesDropdownFilter)]
    list_select_related = ["designer"]
    search_fields = ["name", "designer__name"]
    ordering = ["-year", "name"]
    autocomplete_fields = ["designer"]
    fieldsets = [
        (None, {"fields": ["name", "designer", ("season", "year")]}),
        ("Website", {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        return super().get_queryset(request).annotate(styles=ON_SALE)

    @display(description="Collection", ordering="name")
    def title(self, collection: Collection) -> str:
        return collection.name

    @display(description="Season", ordering="year")
    def season_and_year(self, collection: Collection) -> str:
        return f"{collection.get_season_display()} {collection.year}"

    @display(description="Styles on sale", ordering="styles")
    def styles(self, collection: Any) -> int:
        return int(collection.styles)


@admin.register(Variant)
class VariantAdmin(OwnFieldsAdmin, VariantExtras, HistoryAdmin):
    empty_icon = "sell"
    empty_title = "No variants yet"
    empty_hint = "Sizes and colours are added on the page of a product, or with an import."
    list_display = ["thing", "sku", "barcode", "price_tag", "in_stock", "is_active"]
    list_filter = [
        ("product__designer", AutocompleteSelectFilter),
        ("product__category", AutocompleteSelectFilter),
        ("product__collection", AutocompleteSelectFilter),
        filters.Size,
        filters.Color,
        ("price", filters.PriceRange),
        filters.OnTheShelf,
        filters.Priced,
        "is_active",
    ]
    search_fields = ["sku", "barcode", "product__name", "color", "size"]
    search_help_text = "SKU, barcode, product, colour or size"
    autocomplete_fields = ["product"]
    ordering = ["product__name", "product_id", "position", "pk"]
    sortable_by = ["thing", "sku", "price_tag"]
    fieldsets = [
        (None, {"fields": ["product", ("sku", "barcode"), ("size", "color"), "other"]}),
        ("Price", {"fields": [("price", "cost"), "is_active"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        return shelf.variants(super().get_queryset(request))

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra: Any = None
    ) -> HttpResponse:
        more = dict(extra or {})
        if object_id and (variant := self.get_object(request, object_id)):
            more |= panels.of_variant(request.user, variant)
        return super().changeform_view(request, object_id, form_url, more)

    def save_model(self, request: HttpRequest, obj: Variant, form: Any, change: bool) -> None:
        catalog.save_variant(obj, by=request.user)

    @display(description="Variant", ordering="product__name", header=True)
    def thing(self, variant: Variant) -> list[Any]:
        return [variant.product.name, variant.options or "One size"]

    @display(description="Price", ordering="price")
    def price_tag(self, variant: Variant) -> str:
        return words.money(variant.price, variant.currency)

    @display(description="On hand")
    def in_stock(self, variant: Variant) -> SafeString:
        return render_to_string("core/cells/pieces.html", {"pieces": variant.pieces})
