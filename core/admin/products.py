"""The page of a product: its style, its pictures, its variants."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from core.admin import changes, filters, words
from core.admin.base import HistoryAdmin, RowsInline
from core.admin.exchange import CatalogueExchange
from core.admin.refusals import BoutiqueForm, sentence
from core.errors import DomainError
from core.models import Product, ProductImage, Variant
from core.queries import shelf
from core.services import catalog

PARTS_TOLD = 200  # the newest changes of a product's variants


class WordsField(forms.CharField):
    """A list of words, written with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = value if isinstance(value, str) else ", ".join(value or [])
        return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class ProductForm(BoutiqueForm):
    tags = WordsField(
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Words separated by commas, for example: boho, open back, plus size.",
    )


class PictureForm(forms.ModelForm):
    chosen = forms.BooleanField(label="main picture", required=False, widget=UnfoldBooleanWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["chosen"] = self.instance.is_main


class PictureFormSet(BaseInlineFormSet):
    """Exactly one picture is the main one; the last one ticked wins."""

    def save(self, commit: bool = True) -> Any:
        before = {form.instance.pk for form in self.initial_forms if form.initial.get("chosen")}
        saved = super().save(commit)
        kept = [form for form in self.forms if form.instance.pk and form not in self.deleted_forms]
        ticked = [form.instance.pk for form in kept if form.cleaned_data.get("chosen")]
        fresh = [pk for pk in ticked if pk not in before]
        if kept:
            main = (fresh or ticked or [kept[0].instance.pk])[-1]
            catalog.set_main_image(self.instance.images.get(pk=main))
        return saved


class PictureInline(RowsInline):
    model = ProductImage
    form = PictureForm
    formset = PictureFormSet
    verbose_name_plural = "pictures"
    fields = ["preview", "file", "url", "alt", "chosen", "position"]
    readonly_fields = ["preview"]

    @display(description="")
    def preview(self, image: ProductImage) -> SafeString:
        source = shelf.address(image) if image.pk else ""
        return render_to_string("core/cells/picture.html", {"source": source, "large": True})


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
class ProductAdmin(CatalogueExchange, HistoryAdmin):
    form = ProductForm
    main_tab = "Style"
    empty_icon = "checkroom"
    empty_title = "No gowns here yet"
    empty_hint = "Import your catalogue from a file, or add the first style by hand."
    list_display = ["style", "kind", "state", "price", "in_stock", "belongs"]
    list_filter = [
        ("status", ChoicesDropdownFilter),
        ("designer", RelatedDropdownFilter),
        ("category", RelatedDropdownFilter),
        ("collection", RelatedDropdownFilter),
        ("silhouette", ChoicesDropdownFilter),
        filters.ProductStock,
        filters.Picture,
    ]
    search_fields = ["name", "designer__name", "variants__sku", "variants__barcode"]
    search_help_text = "Name, designer, SKU or barcode"
    autocomplete_fields = ["designer", "category", "collection"]
    inlines = [PictureInline, VariantInline]
    actions = ["put_on_sale", "archive"]
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

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        catalog.save_product(obj, by=request.user)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """A gown's prices are those of its variants, so their changes belong to its story."""
        lines = Variant.history.filter(product_id=unquote(object_id)).select_related("history_user")
        parts = changes.tell_parts(Variant, lines[:PARTS_TOLD])
        told = {"parts": parts, "parts_title": "Variants and prices"}
        return super().history_view(request, object_id, told | (extra_context or {}))

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

    @display(description="Category", ordering="category__name")
    def kind(self, product: Product) -> Any:
        return product.category

    @display(description="Collection", ordering="collection__name")
    def belongs(self, product: Product) -> Any:
        return product.collection

    @display(description="Status", ordering="status", label=words.PRODUCT_COLORS)
    def state(self, product: Product) -> tuple[str, str]:
        return product.status, product.get_status_display()

    @display(description="Price", ordering="price_from")
    def price(self, product: Product) -> str:
        return words.price_span(product.price_from, product.price_to, product.currency)

    @display(description="On hand", ordering="pieces")
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
