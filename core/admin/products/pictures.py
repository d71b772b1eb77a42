"""The pictures on a product's page: added, ordered, described and removed without leaving it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string

from core.admin import limits
from core.admin.refusals import sentence
from core.errors import DomainError
from core.models import Product, ProductImage
from core.queries import shelf
from core.services import catalog

if TYPE_CHECKING:
    from core.admin.products.page import ProductAdmin

NOTHING_CHOSEN = "Choose at least one picture."


def panel(request: HttpRequest, product: Product) -> dict[str, Any]:
    """What the panel shows; no query besides the one for the pictures."""
    images = sorted(product.images.all(), key=lambda image: (not image.is_main, image.position))
    may = request.user.has_perm
    return {
        "product": product,
        "pictures": [
            {"it": image, "tile": shelf.address(image, "tile"), "full": shelf.address(image)}
            for image in images
        ],
        "may_add": may("core.change_product") and may("core.add_productimage"),
        "may_arrange": may("core.change_product") and may("core.change_productimage"),
        "may_remove": may("core.change_product") and may("core.delete_productimage"),
    }


def several(page: "ProductAdmin", request: HttpRequest, key: int) -> HttpResponse:
    """Pictures are added, or put in another order."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    product = page.subject(request, str(key))
    if request.POST.get("do") == "order":
        _require(request, "change")
        order = list(filter(None, map(limits.key, request.POST.getlist("picture"))))
        return _answer(
            page, request, product, [lambda: catalog.order_pictures(product, pictures=order)]
        )
    _require(request, "add")
    return _answer(page, request, product, _additions(request, product) or [_nothing_chosen])


def _additions(request: HttpRequest, product: Product) -> list[Callable[[], Any]]:
    acts: list[Callable[[], Any]] = [
        lambda file=file: catalog.add_picture(  # type: ignore[misc]
            product, file=file, name=file.name, size=file.size
        )
        for file in request.FILES.getlist("files")
    ]
    if url := request.POST.get("url", "").strip():
        acts.append(lambda: catalog.add_picture_address(product, url=url))
    return acts


def _nothing_chosen() -> None:
    raise ValidationError(NOTHING_CHOSEN)


def one(page: "ProductAdmin", request: HttpRequest, key: int, picture: int) -> HttpResponse:
    """One picture moves, becomes the main one, is described or removed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    product = page.subject(request, str(key))
    image = get_object_or_404(ProductImage, pk=picture, product=product)
    do = request.POST.get("do", "describe")
    _require(request, "delete" if do == "remove" else "change")
    if do == "remove":
        return _answer(page, request, product, [lambda: catalog.remove_picture(image)])
    if do in {"earlier", "later", "main"}:
        order = _moved(product, image, do)
        act: Callable[[], Any] = lambda: catalog.order_pictures(product, pictures=order)  # noqa: E731
        return _answer(page, request, product, [act])
    alt = request.POST.get("alt", "")
    return _answer(page, request, product, [lambda: catalog.describe_picture(image, alt=alt)])


def _moved(product: Product, image: ProductImage, do: str) -> list[int]:
    rows = product.images.order_by("-is_main", "position", "pk")
    order = list(rows.values_list("pk", flat=True))
    place = order.index(image.pk)
    order.remove(image.pk)
    to = {"earlier": max(place - 1, 0), "later": place + 1, "main": 0}[do]
    order.insert(to, image.pk)
    return order


def _require(request: HttpRequest, verb: str) -> None:
    if not request.user.has_perm(f"core.{verb}_productimage"):
        raise PermissionDenied


def _answer(
    page: "ProductAdmin", request: HttpRequest, product: Product, acts: list[Callable[[], Any]]
) -> HttpResponse:
    """Each act for itself: one picture that is refused does not keep the others out."""
    refused = []
    for act in acts:
        try:
            act()
        except (DomainError, ValidationError) as refusal:
            refused.append(sentence(refusal))
    if request.headers.get("X-Requested-With") == "fetch":
        fresh = Product.objects.get(pk=product.pk)
        html = render_to_string("core/products/pictures.html", panel(request, fresh), request)
        return JsonResponse({"html": html, "refused": refused})
    for text in refused:
        page.message_user(request, text, messages.ERROR)
    return page.to_page(product)
