"""Lists in the admin: paging by key, filters of a boutique, search, views of one's own."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.admin.lists import page as page_of_list
from core.models import Customer, Product, ProductImage, SavedView, StockLevel, Variant
from core.queries import counting
from tests.admin.crowd import Crowd
from tests.cast import sign_in

PRODUCTS = "admin:core_product_changelist"


def shown(client: Client, page: str, query: str = "") -> Any:
    answer = client.get(f"{reverse(page)}?{query}")
    assert answer.status_code == 200, answer.headers.get("Location")
    return answer.context["cl"]


def names(client: Client, page: str, query: str = "") -> list[str]:
    return [str(row) for row in shown(client, page, query).result_list]


# Pages ------------------------------------------------------------------------------------------


@pytest.fixture
def many(db: None) -> None:
    Product.objects.bulk_create(
        Product(name=f"Gown {n % 40:02}", slug=f"g{n}", status="active") for n in range(120)
    )


@pytest.mark.parametrize(
    "order", ["", "o=1", "o=-1", "o=4", "o=-4", "o=3.-1", "o=2", "status__exact=active"]
)
def test_next_leads_through_all_pages_and_previous_back(
    owner: Client, many: None, order: str
) -> None:
    seen: list[list[int]] = []
    query = order
    while True:
        cl = shown(owner, PRODUCTS, query)
        seen.append([row.pk for row in cl.result_list])
        if not cl.paginator.following:
            break
        query = cl.paginator.following.lstrip("?")
    assert [len(page) for page in seen] == [50, 50, 20]
    assert len({pk for page in seen for pk in page}) == 120
    back = [cl.paginator.previous]
    cl = shown(owner, PRODUCTS, back[0].lstrip("?"))
    assert [row.pk for row in cl.result_list] == seen[1]
    last = shown(owner, PRODUCTS, f"{order}&end=1")
    assert [row.pk for row in last.result_list] == (seen[1] + seen[2])[-50:]
    assert last.paginator.following == ""


def test_old_links_by_number_still_lead_there(owner: Client, many: None) -> None:
    everything = list(Product.objects.order_by("name", "pk").values_list("pk", flat=True))
    assert [row.pk for row in shown(owner, PRODUCTS, "p=2").result_list] == everything[50:100]
    for odd in ("p=0", "p=-3", "p=999999999999", "p=x", "after=rubbish", "before=W10"):
        assert [row.pk for row in shown(owner, PRODUCTS, odd).result_list] == everything[:50], odd


def test_a_filter_begins_at_the_first_page(owner: Client, many: None) -> None:
    links = shown(owner, PRODUCTS).paginator
    cl = shown(owner, PRODUCTS, links.following.lstrip("?"))
    assert "after" not in cl.get_query_string({"status__exact": "draft"})


def test_few_rows_are_counted_and_many_estimated(
    owner: Client, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = owner.get(reverse(PRODUCTS)).content.decode()
    assert re.search(r"120\s+products", page)
    monkeypatch.setattr(counting, "EXACT", 100)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_product")
    assert "about 120 products" in re.sub(
        r"\s+", " ", owner.get(reverse(PRODUCTS)).content.decode()
    )
    monkeypatch.setattr(page_of_list, "MOST_SORTED", 60)
    page = owner.get(reverse(PRODUCTS), {"status__exact": "active"}).content.decode()
    assert "more than 60 products" in re.sub(r"\s+", " ", page)
    assert [len(shown(owner, PRODUCTS, f"status__exact=active{more}").result_list)
            for more in ("", "&end=1")] == [50, 50]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "said"),
    [(1_000_000, "1,000,000"), (987_654, "988,000"), (12_345, "12,300"), (123, "120")],
)
def test_an_estimate_does_not_pretend(number: int, said: str) -> None:
    assert counting.Count(number, is_about=True).said == f"about {said}"


# Filters ----------------------------------------------------------------------------------------


@pytest.fixture
def rail(berlin: Any, lisbon: Any, aurora: Product, veil: Product) -> None:
    """Aurora: low in Berlin, with a picture; veil: plenty; Bare: nothing at all."""
    Product.objects.create(name="Bare", slug="bare")
    StockLevel.objects.create(
        variant=aurora.variants.get(size="38"), location=berlin, on_hand=1, reorder_level=2
    )
    StockLevel.objects.create(variant=veil.variants.get(), location=lisbon, on_hand=9)
    ProductImage.objects.create(product=aurora, url="https://example.org/a.jpg")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stock=in", ["Aurora", "Morning veil"]),
        ("stock=low", ["Aurora"]),
        ("stock=out", ["Bare"]),
        ("picture=with", ["Aurora"]),
        ("picture=without", ["Bare", "Morning veil"]),
        ("priced=without", ["Bare"]),
        ("priced=with", ["Aurora", "Morning veil"]),
        ("price_from=1000", ["Aurora"]),
        ("price_to=1000", ["Morning veil"]),
        ("price_from=240,00&price_to=1890", ["Aurora", "Morning veil"]),
        ("size=38", ["Aurora"]),
        ("color=Ivory", ["Aurora", "Morning veil"]),
        ("size=38&color=Ivory", ["Aurora"]),
        ("size=38&color=Blush", []),
        ("status__exact=draft", ["Bare"]),
        ("q=aur&stock=low", ["Aurora"]),
    ],
)
def test_products_are_filtered_as_a_boutique_asks(
    owner: Client, rail: None, query: str, found: list[str]
) -> None:
    assert names(owner, PRODUCTS, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("size=38", ["AUR-IV-38"]),
        ("color=Ivory&size=40", ["AUR-IV-40"]),
        ("stock=low", ["AUR-IV-38"]),
        ("stock=in", ["AUR-IV-38", "VEIL-1"]),
        ("stock=out", ["AUR-IV-36", "AUR-IV-40"]),
        ("price_from=300&size=36", ["AUR-IV-36"]),
        ("priced=without", []),
        ("product__designer__id__exact={designer}&size=40", ["AUR-IV-40"]),
        ("product__category__id__exact={category}&size=40", ["AUR-IV-40"]),
    ],
)
def test_variants_too(
    owner: Client, rail: None, aurora: Product, query: str, found: list[str]
) -> None:
    query = query.format(designer=aurora.designer_id, category=aurora.category_id)
    assert names(owner, "admin:core_variant_changelist", query) == found


def test_levels_and_samples_by_size_and_place(
    owner: Client, rail: None, sample: Any, berlin: Any
) -> None:
    assert names(owner, "admin:core_stocklevel_changelist", f"location__id__exact={berlin.pk}") == [
        "AUR-IV-38 at Berlin"
    ]
    assert names(owner, "admin:core_stocklevel_changelist", "size=38&state=low") == [
        "AUR-IV-38 at Berlin"
    ]
    assert names(owner, "admin:core_sample_changelist", "size=38") == ["Aurora, ivory, 38"]
    assert names(owner, "admin:core_sample_changelist", "size=40") == []


def test_a_price_that_is_none_leads_back_to_the_list(owner: Client, rail: None) -> None:
    answer = owner.get(reverse(PRODUCTS), {"price_from": "cheap"})
    assert answer.headers["Location"].endswith("?e=1")


def test_no_filter_loads_all_its_choices(owner: Client, crowd: Crowd) -> None:
    crowd(3)
    page = owner.get(reverse(PRODUCTS)).content.decode()
    assert "Collection 2" not in page.split("changelist-filter", 1)[-1]
    Variant.objects.update(color="Rose")
    assert '<option value="Rose">' in owner.get(reverse(PRODUCTS)).content.decode()


# Search -----------------------------------------------------------------------------------------


def test_a_scanned_code_opens_the_thing(owner: Client, aurora: Product, sample: Any) -> None:
    variant = aurora.variants.get(size="38")
    opened = {
        ("core_product", "AUR-IV-38"): reverse("admin:core_variant_change", args=[variant.pk]),
        ("core_variant", variant.barcode): reverse("admin:core_variant_change", args=[variant.pk]),
        ("core_sample", "S-0001"): reverse("admin:core_sample_change", args=[sample.pk]),
    }
    for (page, code), address in opened.items():
        answer = owner.get(reverse(f"admin:{page}_changelist"), {"q": code})
        assert answer.headers["Location"] == address
    narrowed = owner.get(reverse(PRODUCTS), {"q": "AUR-IV-38", "status__exact": "active"})
    assert narrowed.status_code == 200


def test_an_exact_code_stands_first(owner: Client, veil: Product) -> None:
    for sku in ("V1", "V10", "V11"):
        product = Product.objects.create(name=f"A{sku}", slug=sku.lower())
        Variant.objects.create(product=product, sku=sku)
    assert names(owner, "admin:core_variant_changelist", "q=V1&o=-2") == ["V1", "V11", "V10"]


def test_who_may_not_see_gowns_opens_none_by_their_code(client: Client, aurora: Product) -> None:
    client.force_login(sign_in("lea", "view_customer"))
    answer = client.get(reverse(PRODUCTS), {"q": "AUR-IV-38"})
    assert answer.status_code == 403


@pytest.mark.postgres
def test_a_slip_is_forgiven_and_said(owner: Client, db: None) -> None:
    Customer.objects.create(name="Lena Schäfer")
    page = owner.get(reverse("admin:core_customer_changelist"), {"q": "Schaffer"}).content.decode()
    assert "Lena Schäfer" in page
    assert "Nothing is spelled" in page


def palette(client: Client, term: str) -> str:
    answer = client.get(reverse("admin:search"), {"s": term})
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_palette_says_what_and_where(
    owner: Client, rail: None, sample: Any, booked: Callable[..., Any]
) -> None:
    booked("10:00")
    found = palette(owner, "aur-iv-38")
    assert "Aurora, Ivory / 38" in found
    assert "Variant AUR-IV-38 · €1,890 · 1 in Berlin" in found
    assert found.index("AUR-IV-38") < found.index("Sample S-0001")
    assert "Sample S-0001 · Berlin · On the floor" in palette(owner, "S-0001")
    assert "Appointment CAST0001 · Berlin · Confirmed" in palette(owner, "cast0001")
    assert "Designer" in palette(owner, "átelier nord")
    assert "/admin/core/" not in palette(owner, "zzyzx")


def test_enter_after_a_code_leads_to_the_one_thing(
    owner: Client, client: Client, aurora: Product, sample: Any
) -> None:
    def link(code: str) -> str:
        return str(owner.get(reverse("admin:core_code"), {"s": code}).json()["link"])

    assert link("S-00") == link("aurora") == ""
    assert link("S-0001") == link("s-0001") == reverse("admin:core_sample_change", args=[sample.pk])
    variant = aurora.variants.get(size="38")
    assert link("aur-iv-38") == reverse("admin:core_variant_change", args=[variant.pk])
    client.force_login(sign_in("lea", "view_customer"))
    assert link("S-0001") == link("aur-iv-38") == ""


def test_the_palette_does_not_remember(owner: Client, db: None) -> None:
    assert "Nadia" not in palette(owner, "nadia")
    Customer.objects.create(name="Nadia")
    assert "Nadia" in palette(owner, "nadia")
    Customer.objects.all().delete()
    assert "Nadia" not in palette(owner, "nadia")


def test_the_palette_is_safe_from_names(owner: Client, db: None) -> None:
    Customer.objects.create(name="<script>alert(1)</script>")
    assert "<script>alert" not in palette(owner, "script")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_palette_costs_the_same(owner: Client, crowd: Crowd, rows: int) -> None:
    crowd(rows)
    palette(owner, "1")
    with CaptureQueriesContext(connection) as seen:
        palette(owner, "1")
    assert len(seen) == PALETTE


PALETTE = 26


# Views of one's own -----------------------------------------------------------------------------


def keep(
    client: Client, query: str, name: str = "Drafts", page: str = "core.product", **more: str
) -> Any:
    given = {"page": page, "query": query, "name": name} | more
    return client.post(reverse("admin:core_view_save"), given)


def test_a_view_keeps_filters_and_stands_in_the_sidebar(owner: Client, rail: None) -> None:
    answer = keep(owner, "status__exact=draft&q=&p=3&after=x&o=-1")
    view = SavedView.objects.get()
    assert view.query == {"status__exact": ["draft"], "o": ["-1"]}
    assert answer.headers["Location"] == f"{reverse(PRODUCTS)}?o=-1&status__exact=draft"
    page = owner.get(answer.headers["Location"]).content.decode()
    assert "Bare" in page
    assert "Aurora" not in page.split("result_list", 1)[-1]
    assert page.count(">Drafts<") == 2  # in the sidebar and above the list
    assert 'aria-current="page">Drafts' in page
    assert "Save this view" not in page
    assert ">Drafts<" in owner.get(reverse("admin:index")).content.decode()


def test_only_what_the_list_understands_is_kept(owner: Client, rail: None) -> None:
    keep(owner, "status__exact=draft&_popup=1&_to_field=id")
    assert SavedView.objects.get().query == {"status__exact": ["draft"]}
    SavedView.objects.all().delete()
    for odd in ("", "p=2", "e=1", "next=//evil.example", "price_from=cheap", "designer__notes=x"):
        keep(owner, odd)
    assert not SavedView.objects.exists()
    assert keep(owner, "q=a", page="core.nothing").status_code == 404
    assert keep(owner, "q=a", page="x").status_code == 404


def test_a_name_from_hell_is_only_text(owner: Client, rail: None) -> None:
    keep(owner, "status__exact=draft", name="<img src=x onerror=alert(1)>")
    for page in (reverse(PRODUCTS), reverse("admin:core_views"), reverse("admin:index")):
        text = owner.get(page).content.decode()
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text


def test_her_list_opens_as_she_wants(owner: Client, rail: None) -> None:
    keep(owner, "status__exact=draft", is_start="1")
    address = f"{reverse(PRODUCTS)}?status__exact=draft"
    sidebar = owner.get(reverse("admin:index")).content.decode()
    assert sidebar.count(f'href="{address}"') == 2
    assert len(names(owner, PRODUCTS)) == 3  # the bare address shows everything
    view = SavedView.objects.get()
    owner.post(reverse("admin:core_view_start", args=[view.pk]), {"is_start": "0"})
    assert owner.get(reverse("admin:index")).content.decode().count(f'href="{address}"') == 1


def test_a_view_is_renamed_moved_and_deleted(owner: Client, rail: None) -> None:
    for name in ("One", "Two"):
        keep(owner, "status__exact=draft", name=name)
    one, two = SavedView.objects.all()
    owner.post(reverse("admin:core_view_move", args=[two.pk]), {"way": "up"})
    owner.post(reverse("admin:core_view_rename", args=[one.pk]), {"name": "First"})
    assert [view.name for view in SavedView.objects.all()] == ["Two", "First"]
    owner.post(reverse("admin:core_view_rename", args=[one.pk]), {"name": "Two"})
    assert [view.name for view in SavedView.objects.all()] == ["Two", "First"]
    assert "of this name already" in owner.get(reverse("admin:core_views")).content.decode()
    owner.post(reverse("admin:core_view_delete", args=[one.pk]))
    assert [view.name for view in SavedView.objects.all()] == ["Two"]


@pytest.mark.parametrize("act", ["rename", "move", "start", "delete"])
def test_another_ones_view_is_not_there(
    owner: Client, client: Client, rail: None, helena: User, act: str
) -> None:
    keep(owner, "status__exact=draft")
    view = SavedView.objects.get()
    before = SavedView.objects.values().get()
    client.force_login(sign_in("lea", "view_product", "change_product"))
    address = reverse(f"admin:core_view_{act}", args=[view.pk])
    given = {"name": "Mine", "way": "up", "is_start": "1"}
    assert client.post(address, given).status_code == 404
    assert SavedView.objects.values().get() == before
    assert "?status__exact=draft" not in client.get(reverse(PRODUCTS)).content.decode()
    client.force_login(helena)
    assert client.get(address).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(helena)
    assert strict.post(address, given).status_code == 403
    assert SavedView.objects.values().get() == before


def test_who_may_not_see_a_list_has_no_view_of_it(client: Client, rail: None) -> None:
    lea = sign_in("lea", "view_product")
    client.force_login(lea)
    keep(client, "status__exact=draft")
    assert keep(client, "q=a", name="Brides", page="core.customer").status_code == 403
    lea.user_permissions.clear()
    assert "?status__exact=draft" not in client.get(reverse("admin:index")).content.decode()
    assert "No views yet" in client.get(reverse("admin:core_views")).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_sidebar_costs_the_same_with_thirty_views(
    owner: Client, helena: User, rows: int
) -> None:
    SavedView.objects.bulk_create(
        SavedView(user=helena, page="core.product", name=f"V{n}", query={"q": [str(n)]})
        for n in range(rows)
    )
    owner.get(reverse("admin:core_views"))
    with CaptureQueriesContext(connection) as seen:
        owner.get(reverse("admin:core_views"))
    assert len(seen) == 6


def test_money_is_asked_for_exactly(owner: Client, rail: None) -> None:
    Variant.objects.filter(sku="VEIL-1").update(price=Decimal("240.50"))
    assert names(owner, PRODUCTS, "price_from=240.50&price_to=240.50") == ["Morning veil"]


@pytest.mark.parametrize(
    "asked", ["product/?designer__id__exact=", "stockmovement/?variant__id__exact="]
)
def test_a_filter_by_a_number_beyond_all_keys_is_no_fault(owner: Client, asked: str) -> None:
    answer = owner.get(f"/admin/core/{asked}{'9' * 30}")
    assert (answer.status_code, answer.headers["Location"][-4:]) == (302, "?e=1")
