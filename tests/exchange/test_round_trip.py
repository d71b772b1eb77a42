"""What is exported comes back as it was."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from core.exchange import export, products
from core.exchange.columns import EXPORTED
from core.models import Collection, Product, ProductImage, Variant
from tests.exchange.files import take

pytestmark = pytest.mark.django_db

ODD = [
    "=1+1",
    "-5",
    "@x",
    "+49 170 1",
    "007",
    'say "yes"',
    "two\nlines",
    "a, b; c",
    "💍",
    "'tis",
    "(empty)",
]
COLUMNS = [column.name for column in EXPORTED]


@pytest.fixture
def odd(designer, gowns):
    """Products with whatever makes spreadsheets stumble."""
    for number, text in enumerate(ODD):
        product = Product.objects.create(
            name=text,
            slug=f"odd-{number}",
            description=text,
            designer=designer,
            tags=["boho", "=lace"],
        )
        Variant.objects.create(
            product=product, sku=text, barcode=f"00{number}", size=text, other=text, price=number
        )
        ProductImage.objects.create(
            product=product, url=f"https://example.org/{number}.jpg", alt="front"
        )
    Product.objects.create(name="No variants", slug="none")


def exported(**options):
    return "".join(export.lines(**options))


@pytest.mark.parametrize("for_excel", [False, True])
def test_importing_an_export_changes_nothing(aurora, veil, odd, berlin, for_excel):
    plan = products.plan(exported(for_excel=for_excel).encode())

    assert [str(refusal) for refusal in plan.refusals] == []
    assert [(e.title, list(map(str, e.changes))) for e in plan.entries if e.changes] == []
    assert not plan.can_apply


def test_no_cell_of_an_export_is_a_formula(odd):
    for row in csv.reader(io.StringIO(exported(), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_a_shop_can_move_house(aurora, veil, odd, berlin):
    before = exported(columns=COLUMNS)
    ProductImage.objects.all().delete()
    Variant.objects.all().delete()
    Product.objects.all().delete()
    Collection.objects.all().delete()

    take(before.encode())

    assert exported(columns=COLUMNS) == before


def test_chosen_columns_and_products_only(aurora, veil):
    text = exported(products=Product.objects.filter(slug="morning-veil"), columns=("sku", "price"))

    assert text == "SKU,Price\r\nVEIL-1,240.00\r\n"


def test_an_export_costs_the_same_queries_however_long(
    aurora, veil, odd, django_assert_num_queries
):
    for some in (Product.objects.filter(slug="aurora"), Product.objects.all()):
        with django_assert_num_queries(6):
            exported(products=some)


def test_the_commands_write_and_take_the_same_file(aurora, veil, tmp_path, capsys):
    path = tmp_path / "shop.csv"

    call_command("export_products", str(path))
    call_command("import_products", str(path))

    said = capsys.readouterr().out
    assert "4 rows written" in said
    assert (
        "Products: 0 new, 0 changed, 2 unchanged; variants: 0 new, 0 changed, 4 unchanged." in said
    )
    assert "Nothing to do." in said


def test_a_dry_run_shows_and_writes_nothing(aurora, tmp_path, capsys):
    path = tmp_path / "prices.csv"
    path.write_text("SKU;Price\nAUR-IV-38;2100\n")

    call_command("import_products", str(path), dry_run=True)

    said = capsys.readouterr().out
    assert "Aurora · Ivory / 38 · AUR-IV-38: Price: 1890.00 → 2100.00" in said
    assert "nothing was written" in said
    assert str(aurora.variants.get(size="38").price) == "1890.00"


def test_the_command_says_what_is_refused_and_fails(aurora, tmp_path, capsys):
    path = tmp_path / "prices.csv"
    path.write_text("SKU;Price\nAUR-IV-38;1e30\nAUR-IV-40;5\n")

    with pytest.raises(CommandError, match="1 cell is refused, so nothing was written"):
        call_command("import_products", str(path))

    assert "Line 2, Price “1e30”: This is no amount." in capsys.readouterr().err
    assert str(aurora.variants.get(size="40").price) == "1890.00"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["missing.csv"], "cannot be read"),
        (["--format", "woocommerce"], "A WooCommerce export has the columns “Type” and “Name”"),
        (["--location", "atlantis"], "There is no location “atlantis”. Known: berlin"),
    ],
)
def test_the_command_explains_what_it_cannot_do(berlin, tmp_path, arguments, sentence):
    path = tmp_path / "a.csv"
    path.write_text("SKU\nA\n")
    if arguments[0].startswith("--"):
        arguments = [str(path), *arguments]

    with pytest.raises(CommandError, match=sentence):
        call_command("import_products", *arguments)
