"""Pictures on the product's page: added, ordered, described and removed, by POST and permission."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Product, ProductImage
from tests import photos
from tests.cast import sign_in


def several(product: Product) -> str:
    return reverse("admin:core_product_pictures", args=[product.pk])


def one(image: ProductImage) -> str:
    return reverse("admin:core_product_picture", args=[image.product_id, image.pk])


def upload(name: str, data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photos.photo() if data is None else data)


@pytest.fixture
def three(aurora: Product) -> list[ProductImage]:
    return [
        ProductImage.objects.create(
            product=aurora, url=f"https://example.org/{n}.jpg", position=n, is_main=n == 0
        )
        for n in range(3)
    ]


def test_many_are_added_at_once_and_only_the_wrong_one_stays_out(
    owner: Client, aurora: Product
) -> None:
    chosen = [upload("front.jpg"), upload("page.html", b"<b>"), upload("back.jpg")]
    page = owner.post(several(aurora), {"files": chosen}, follow=True).content.decode()
    assert "page.html is not a picture we can take" in page
    assert [image.is_main for image in aurora.images.all()] == [True, False]
    assert page.count('class="px-tile"') == 2


def test_the_page_is_answered_with_its_panel(owner: Client, aurora: Product) -> None:
    answer = owner.post(
        several(aurora), {"files": upload("front.jpg")}, headers={"X-Requested-With": "fetch"}
    ).json()
    assert answer["refused"] == []
    assert f'data-picture="{aurora.images.get().pk}"' in answer["html"]
    answer = owner.post(several(aurora), {}, headers={"X-Requested-With": "fetch"}).json()
    assert answer["refused"] == ["Choose at least one picture."]


def test_a_picture_may_stay_at_the_designers(owner: Client, aurora: Product) -> None:
    owner.post(several(aurora), {"url": "https://example.org/a.jpg"})
    assert aurora.images.get().is_main
    page = owner.post(several(aurora), {"url": "javascript:alert(1)"}, follow=True)
    assert "valid URL" in page.content.decode()
    assert aurora.images.count() == 1


@pytest.mark.parametrize(
    ("moved", "do", "order"),
    [(2, "earlier", "021"), (0, "later", "102"), (2, "main", "201"), (0, "earlier", "012")],
)
def test_pictures_move_one_place_at_a_time(
    owner: Client, aurora: Product, three: list[ProductImage], moved: int, do: str, order: str
) -> None:
    owner.post(one(three[moved]), {"do": do})
    assert list(aurora.images.all()) == [three[int(n)] for n in order]
    assert aurora.images.filter(is_main=True).count() == 1


@pytest.mark.parametrize("key", ["²", "9" * 5000, "-1"])
def test_an_order_of_what_is_no_picture_changes_nothing(
    owner: Client, aurora: Product, three: list[ProductImage], key: str
) -> None:
    owner.post(several(aurora), {"do": "order", "picture": [three[2].pk, three[1].pk, key]})
    assert list(aurora.images.all()) == three


def test_a_whole_order_arrives_at_once(
    owner: Client, aurora: Product, three: list[ProductImage]
) -> None:
    owner.post(several(aurora), {"do": "order", "picture": [three[n].pk for n in (1, 2, 0)]})
    assert list(aurora.images.all()) == [three[1], three[2], three[0]]
    answer = owner.post(
        several(aurora),
        {"do": "order", "picture": [three[0].pk, "x"]},
        headers={"X-Requested-With": "fetch"},
    ).json()
    assert "added or deleted a picture" in answer["refused"][0]
    assert list(aurora.images.all()) == [three[1], three[2], three[0]]


def test_words_and_farewell(owner: Client, aurora: Product, three: list[ProductImage]) -> None:
    page = owner.post(one(three[0]), {"do": "describe", "alt": "<b>Lace</b>"}, follow=True)
    assert 'alt="&lt;b&gt;Lace&lt;/b&gt;"' in page.content.decode()
    owner.post(one(three[0]), {"do": "remove"})
    assert list(aurora.images.all()) == three[1:]
    assert aurora.images.get(is_main=True) == three[1]


def test_a_look_changes_nothing(owner: Client, three: list[ProductImage]) -> None:
    assert owner.get(one(three[2]), {"do": "remove"}).status_code == 405
    assert owner.get(several(three[0].product)).status_code == 405
    assert ProductImage.objects.count() == 3


def test_a_picture_is_reached_through_its_own_gown_only(
    owner: Client, veil: Product, three: list[ProductImage]
) -> None:
    wrong = reverse("admin:core_product_picture", args=[veil.pk, three[0].pk])
    assert owner.post(wrong, {"do": "remove"}).status_code == 404
    assert ProductImage.objects.count() == 3


@pytest.mark.parametrize(
    ("allowed", "do", "status"),
    [
        (("view_product",), "describe", 403),
        (("view_product", "change_product"), "describe", 403),
        (("view_product", "change_product", "change_productimage"), "describe", 302),
        (("view_product", "change_product", "change_productimage"), "remove", 403),
        (("view_product", "change_product", "delete_productimage"), "remove", 302),
        (("view_product", "change_product", "change_productimage"), "add", 403),
        (("view_product", "change_product", "add_productimage"), "add", 302),
        (("view_product", "change_product", "add_productimage"), "order", 403),
    ],
)
def test_each_act_needs_its_permission(
    client: Client,
    three: list[ProductImage],
    aurora: Product,
    allowed: tuple[str, ...],
    do: str,
    status: int,
) -> None:
    client.force_login(sign_in("lea", *allowed))
    before = list(ProductImage.objects.values())
    given: dict[str, Any] = {"do": do, "alt": "x"}
    if do == "add":
        given = {"files": upload("front.jpg")}
    address = several(aurora) if do in {"add", "order"} else one(three[1])
    assert client.post(address, given).status_code == status
    assert (list(ProductImage.objects.values()) == before) == (status == 403)


def test_who_may_only_look_sees_pictures_and_no_buttons(
    client: Client, aurora: Product, three: list[ProductImage]
) -> None:
    client.force_login(sign_in("lea", "view_product"))
    page = client.get(reverse("admin:core_product_change", args=[aurora.pk])).content.decode()
    assert "https://example.org/0.jpg" in page
    assert 'class="px-act' not in page
    assert "px-files" not in page


def test_a_list_with_uploaded_pictures_asks_no_more_with_thirty(
    owner: Client, aurora: Product, django_assert_num_queries: Any
) -> None:
    """Whether a small copy is there is seen on the disk, and a look makes none."""
    address = reverse("admin:core_product_changelist")
    owner.post(several(aurora), {"files": upload("front.jpg")})
    name = aurora.images.get().file.name
    owner.get(address)
    with CaptureQueriesContext(connection) as seen:
        page = owner.get(address).content.decode()
    assert "120x160" in page, "the small copy is shown"
    for n in range(29):
        product = Product.objects.create(name=f"Gown {n}", slug=f"gown-{n}")
        ProductImage.objects.create(product=product, file=name, is_main=True)
    with django_assert_num_queries(len(seen)):
        owner.get(address)
