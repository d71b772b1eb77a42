"""Our own CSV: one row a variant, columns in plain words."""

from core.exchange import cells
from core.exchange.cells import CLEAR, Misread
from core.exchange.columns import NATIVE, NEEDS_A_VALUE, PRODUCT, VARIANT, Column, is_amount
from core.exchange.drafts import Draft, Given, ProductDraft, Refusal, Values, VariantDraft
from core.exchange.reading import Row, Table, Unreadable

HEADERS = {column.header.casefold(): column for column in NATIVE}
KEYS = {"sku", "barcode", "product", "web name"}
PRODUCT_NAMES = {column.name for column in PRODUCT}
CLEARS_TO_TEXT = {column.name for column in PRODUCT + VARIANT} - {
    "price", "cost", "designer", "category", "collection", "tags",
}  # fmt: skip

Columns = list[tuple[str, Column]]


def fits(headers: set[str]) -> bool:
    """Has a key, and at least half of its columns are ours."""
    return bool(headers & KEYS) and 2 * len(headers & HEADERS.keys()) >= len(headers)


def draft(table: Table) -> Draft:
    columns = [(h, HEADERS[h.casefold()]) for h in table.headers if h.casefold() in HEADERS]
    if not {header.casefold() for header, _ in columns} & KEYS:
        raise Unreadable("Our own CSV needs a column “SKU”, “Barcode”, “Web name” or “Product”.")
    found = Draft("native", unused=[h for h in table.headers if h.casefold() not in HEADERS])
    marks = {
        header: cells.decimal_mark(row.cells.get(header, "") for row in table.rows)
        for header, column in columns
        if is_amount(column)
    }
    products: dict[tuple[str, ...], ProductDraft] = {}
    for row in table.rows:
        values = _values(row, columns, marks, found.refusals)
        key = _key(values, row)
        if key not in products:
            products[key] = ProductDraft(row, slug=_text(values, "slug"))
            found.products.append(products[key])
        _add(products[key], row, values)
    return found


def _values(row: Row, columns: Columns, marks: dict[str, str], refusals: list[Refusal]) -> Values:
    values: Values = {}
    for header, column in columns:
        raw = row.cells.get(header, "")
        if not raw.strip():
            continue
        try:
            value = _read(column, raw, marks.get(header, ""))
        except Misread as problem:
            refusals.append(Refusal(row, header, raw, str(problem)))
            continue
        values[column.name] = Given(value, header, row, raw)
    return values


def _read(column: Column, raw: str, mark: str) -> object:
    if raw.strip() == CLEAR:
        if column.name in NEEDS_A_VALUE:
            raise Misread("This cannot be empty. Leave the cell blank to keep what is there.")
        return "" if column.name in CLEARS_TO_TEXT else [] if column.name == "tags" else None
    text = cells.original(raw)
    return cells.amount(text, mark) if is_amount(column) else column.read(text)


def _key(values: Values, row: Row) -> tuple[str, ...]:
    """Rows of one product belong together by web name, else by name and designer."""
    if slug := _text(values, "slug"):
        return ("slug", slug)
    if name := _text(values, "name"):
        return ("name", name.casefold(), _text(values, "designer").casefold())
    return ("row", str(row.row))


def _text(values: Values, name: str) -> str:
    return str(values[name].value or "") if name in values else ""


def _add(product: ProductDraft, row: Row, values: Values) -> None:
    own = {name: given for name, given in values.items() if name in PRODUCT_NAMES}
    for name, given in own.items():
        if name == "pictures":
            product.pictures += _pictures(given, {p["url"].value for p in product.pictures})
        else:
            product.say(name, given)
    rest = {name: given for name, given in values.items() if name not in PRODUCT_NAMES}
    if rest:
        product.variants.append(VariantDraft(row, rest))


def _pictures(given: Given, there: set[str]) -> list[Values]:
    """One picture a line: its address, then what it shows."""
    pictures = []
    for line in given.value.splitlines():
        url, _, alt = line.strip().partition(" ")
        if url and url not in there:
            there.add(url)
            picture = {"url": Given(url, given.column, given.row, line)}
            if alt.strip():
                picture["alt"] = Given(alt.strip(), given.column, given.row, line)
            pictures.append(picture)
    return pictures
