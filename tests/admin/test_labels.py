"""Labels from the lists of the admin, and what happens when one of them is scanned."""

import html
import re
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from core.models import Location, Product, Sample, StockLevel, Variant
from core.queries import codes
from tests.cast import sign_in


def choose(browser: Client, kind: str, *rows: Any) -> Any:
    given = {"action": "print_labels", "_selected_action": [row.pk for row in rows]}
    return browser.post(reverse(f"admin:core_{kind}_changelist"), given)


def token(page: Any) -> str:
    found = re.search(r'name="chosen" value="([^"]+)"', page.content.decode())
    assert found
    return html.unescape(found[1])


def make(browser: Client, kind: str, page: Any, **form: Any) -> Any:
    given = {"chosen": token(page), "sheet": "l7160", "start": 1, "copies": 1, "with_price": "on"}
    return browser.post(reverse(f"admin:core_{kind}_labels"), given | form)


def scanned(answer: Any) -> list[str]:
    assert answer.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    found = [
        code.text
        for page in document
        for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil().convert("L"))
    ]
    document.close()
    return found


def words(answer: Any) -> str:
    document = pypdfium2.PdfDocument(answer.content)
    found = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(found.split())


def test_variants_are_printed_with_their_barcode_or_else_their_sku(
    owner: Client, aurora: Product, veil: Product
) -> None:
    page = choose(owner, "variant", *aurora.variants.all()[:2], veil.variants.get())
    assert "3 variants chosen" in page.content.decode()
    answer = make(owner, "variant", page)
    assert sorted(scanned(answer)) == ["4000000000036", "4000000000038", "VEIL-1"]
    text = words(answer)
    assert "Ivory · size 36" in text
    assert "€1,890" in text
    assert "€" not in words(make(owner, "variant", page, with_price=""))


def test_a_product_prints_what_of_it_is_on_sale(owner: Client, aurora: Product) -> None:
    aurora.variants.filter(size="40").update(is_active=False)
    page = choose(owner, "product", aurora)
    assert len(scanned(make(owner, "product", page))) == 2
    own = owner.get(reverse("admin:core_product_own_labels", args=[aurora.pk]))
    assert "2 variants chosen" in own.content.decode()


def test_as_many_labels_as_pieces(owner: Client, aurora: Product, berlin: Location) -> None:
    first, second, _ = aurora.variants.all()
    StockLevel.objects.create(variant=first, location=berlin, on_hand=3)
    page = choose(owner, "variant", first, second)
    found = scanned(make(owner, "variant", page, as_on_hand="on", copies=5))
    assert found == ["4000000000036"] * 3


def test_samples_carry_their_own_code(owner: Client, sample: Sample) -> None:
    page = choose(owner, "sample", sample)
    answer = make(owner, "sample", page, copies=2, sheet="roll-50x30", with_price="")
    assert scanned(answer) == ["S-0001", "S-0001"]
    assert "sample" in words(answer)


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"start": 22}, "This sheet has the labels 1 to 21."),
        ({"start": 0}, "greater than or equal to 1"),
        ({"copies": 101}, "less than or equal to 100"),
        ({"sheet": "a0"}, "not one of the available choices"),
        ({"as_on_hand": "on"}, "Choose at least one thing to print a label for."),
    ],
)
def test_what_cannot_be_printed_is_said_on_the_form(
    owner: Client, aurora: Product, form: dict[str, Any], why: str
) -> None:
    page = choose(owner, "variant", *aurora.variants.all())
    answer = make(owner, "variant", page, **form)
    assert why in answer.content.decode()
    assert "3 variants chosen" in answer.content.decode()


def test_a_name_the_font_cannot_write_is_told_before_it_is_printed(
    owner: Client, aurora: Product
) -> None:
    Product.objects.update(name="東京")
    page = choose(owner, "variant", *aurora.variants.all())
    assert "In place of “東京” the code is printed" in page.content.decode()


def test_a_forged_choice_prints_nothing(owner: Client, sample: Sample, aurora: Product) -> None:
    page = choose(owner, "variant", *aurora.variants.all())
    assert make(owner, "variant", page, chosen="forged").status_code == 302
    # The token of one list opens no other.
    assert make(owner, "sample", page).status_code == 403


def test_labels_are_for_those_who_may_see_the_things(
    client: Client, owner: Client, sample: Sample, aurora: Product
) -> None:
    variants = choose(owner, "variant", *aurora.variants.all())
    client.force_login(sign_in("lea", "view_product", "view_sample"))
    page = choose(client, "sample", sample)
    assert scanned(make(client, "sample", page)) == ["S-0001"]
    assert make(client, "variant", variants).status_code == 403
    own = reverse("admin:core_product_own_labels", args=[aurora.pk])
    assert client.get(own).status_code == 403
    assert client.get(reverse("admin:core_sample_labels")).status_code == 405


# Scanned ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["product", "variant", "sample"])
def test_a_scanned_label_opens_what_it_stands_on(
    owner: Client, sample: Sample, aurora: Product, kind: str
) -> None:
    lists = reverse(f"admin:core_{kind}_changelist")
    variant = aurora.variants.get(size="38")
    own = reverse("admin:core_variant_change", args=[variant.pk])
    for code in ("4000000000038", "AUR-IV-38", "aur-iv-38", " AUR-IV-38 "):
        assert owner.get(lists, {"q": code}).headers["Location"] == own
    page = reverse("admin:core_sample_change", args=[sample.pk])
    assert owner.get(lists, {"q": "S-0001"}).headers["Location"] == page


def test_what_is_no_code_or_is_filtered_stays_a_list(
    owner: Client, aurora: Product, berlin: Location
) -> None:
    lists = reverse("admin:core_product_changelist")
    for asked in ({"q": "AUR-IV"}, {"q": "Aurora"}, {"q": "AUR-IV-38", "status__exact": "active"}):
        assert owner.get(lists, asked).status_code == 200
    assert codes.thing_with_code("") is None
    assert codes.thing_with_code("x\x00") is None
    assert codes.thing_with_code("x" * 500) is None


def test_a_sku_wins_over_a_barcode_and_a_variant_over_a_sample(
    aurora: Product, sample: Sample
) -> None:
    small, middle, _ = aurora.variants.all()
    Variant.objects.filter(pk=small.pk).update(barcode="AUR-IV-38")
    assert codes.thing_with_code("AUR-IV-38") == middle
    told = codes.one_by_code("AUR-IV-38")
    assert isinstance(told, codes.Ambiguous)
    assert told.variants == (middle, small)
    Sample.objects.update(barcode="AUR-IV-40")
    assert codes.thing_with_code("AUR-IV-40") == aurora.variants.get(size="40")
    assert codes.thing_with_code("4000000000038") == middle


def test_who_may_not_see_the_thing_sees_the_list(client: Client, sample: Sample) -> None:
    client.force_login(sign_in("lea", "view_product"))
    answer = client.get(reverse("admin:core_product_changelist"), {"q": "S-0001"})
    assert list(answer.context["cl"].result_list) == []


def test_the_palette_shows_the_scanned_thing_first(
    owner: Client, aurora: Product, sample: Sample
) -> None:
    page = owner.get(reverse("admin:search"), {"s": "AUR-IV-38", "extended": 1}).content.decode()
    variant = reverse("admin:core_variant_change", args=[aurora.variants.get(size="38").pk])
    links = re.findall(r'href="(/admin/core/[^"]+)"', page)
    assert links[0] == variant
    assert "exactly this code" in page
