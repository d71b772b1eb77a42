"""What the columns of a file can mean, for each kind of thing that is imported."""

from typing import Any, NamedTuple

from core.exchange.columns import NATIVE, NEEDS_A_VALUE
from core.exchange.mapping.words import SYNONYMS
from core.models import Appointment, Collection, FieldDefinition, Sample
from core.queries import own_fields

KINDS = {
    "products": "Products and variants",
    "stock": "Stock levels",
    "samples": "Samples",
    "customers": "Customers",
    "designers": "Designers",
    "collections": "Collections",
    "appointments": "Appointments",
}
OWN = {
    "products": ("product", "variant"),
    "customers": ("customer",),
    "appointments": ("appointment",),
}
"""Whose own fields are columns of which kind."""


class Field(NamedTuple):
    """Something a column can mean; `type` says how its cells are read (mapping/values.py)."""

    key: str
    label: str
    type: str = "text"
    synonyms: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    own: FieldDefinition | None = None
    """The owner's own field, whose `read` takes the cell."""


CONSENT = "Only an explicit yes counts as consent."
VARIANT = "A variant is found by SKU, else by barcode, else by product with size and colour."


def fields(kind: str) -> list[Field]:
    """Every field of that kind in the order templates write them, the owner's own at the end."""
    found = [
        field._replace(synonyms=SYNONYMS.get(field.key, ()) + MORE.get((kind, field.key), ()))
        for field in HOUSE[kind]
    ]
    return found + own(kind)


def own(kind: str) -> list[Field]:
    """The owner's own fields; those of a variant have their own prefix."""
    return [
        Field(
            key_of(one),
            one.label,
            "own",
            (one.key.replace("_", " "), one.key),
            help=one.help,
            choices=tuple((choice, choice) for choice in one.choices),
            own=one,
        )
        for whose in OWN.get(kind, ())
        for one in own_fields.definitions(whose)
    ]


def key_of(definition: FieldDefinition) -> str:
    """own_… for products, customers and appointments, variant_own_… for variants."""
    is_variant = definition.kind == FieldDefinition.Kind.VARIANT
    return f"variant_{definition.name}" if is_variant else definition.name


def _choices(choices: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in choices)


PRODUCTS = [
    Field(
        column.name,
        column.header,
        "native",
        required=column.name == "name",
        example=column.example,
        help="It cannot be emptied." if column.name in NEEDS_A_VALUE else "",
    )
    for column in NATIVE
]
FINDING = [
    Field("sku", "SKU", "code", example="AUR-IV-38", help=VARIANT),
    Field("barcode", "Barcode", "code", example="4006381333931"),
    Field("slug", "Web name", example="aurelia-gown"),
    Field("name", "Product", example="Aurelia"),
    Field("designer", "Designer", example="Maison Lune"),
    Field("size", "Size", example="38"),
    Field("color", "Colour", example="Ivory"),
    Field("other", "Further choice", example="Material: Silk"),
]
HOUSE: dict[str, list[Field]] = {
    "products": PRODUCTS,
    "stock": [
        *FINDING,
        Field("location", "Location", example="Berlin", help="Where the pieces were counted."),
        Field("on_hand", "On hand", "pieces", required=True, example="3"),
        Field("reorder_level", "Reorder level", "whole", example="1"),
    ],
    "samples": [
        Field("sample", "Sample barcode", "code", required=True, example="S-0042"),
        *(field for field in FINDING if field.key != "slug"),
        Field("location", "Location", example="Berlin"),
        Field("size_worn", "Size it really fits", example="40"),
        Field("condition", "Condition", "choice", choices=_choices(Sample.Condition.choices)),
        Field("status", "Status", "choice", choices=_choices(Sample.Status.choices)),
        Field("notes", "Notes", "long"),
    ],
    "customers": [
        Field("name", "Name", required=True, example="Anna Berger"),
        Field("first_name", "First name", example="Anna", help="Joined with the last name."),
        Field("last_name", "Last name", example="Berger"),
        Field("email", "Mail", "mail", example="anna@example.com"),
        Field("phone", "Phone", "phone", example="+49 30 1234567"),
        Field("language", "Language", example="de", help="Two letters."),
        Field("wedding_on", "Wedding date", "date", example="2027-06-19"),
        Field("budget", "Budget", "amount", example="2500.00"),
        Field("bust_cm", "Bust (cm)", "measure", example="88"),
        Field("waist_cm", "Waist (cm)", "measure", example="68.5"),
        Field("hips_cm", "Hips (cm)", "measure", example="94"),
        Field("height_cm", "Height (cm)", "measure", example="171"),
        Field("notes", "Notes", "long"),
        Field("tags", "Tags", "words", example="VIP", help="Put below the notes."),
        Field("has_email_consent", "May get news by mail", "consent", example="yes", help=CONSENT),
        Field("has_sms_consent", "May get text messages", "consent", example="no", help=CONSENT),
    ],
    "designers": [
        Field("name", "Name", required=True, example="Maison Lune"),
        Field("slug", "Web name", example="maison-lune"),
        Field("lead_time_weeks", "Lead time in weeks", "whole", example="16"),
        Field("website", "Website", "link", example="https://lune.example"),
        Field("notes", "Notes", "long"),
        Field("is_active", "We carry this designer", "yes", example="yes"),
    ],
    "collections": [
        Field("name", "Name", required=True, example="First Light"),
        Field("designer", "Designer", example="Maison Lune"),
        Field(
            "season",
            "Season",
            "choice",
            example="Spring",
            choices=_choices(Collection.Season.choices),
        ),
        Field("year", "Year", "whole", required=True, example="2027"),
        Field("slug", "Web name", example="first-light-2027"),
    ],
    "appointments": [
        Field("starts_at", "Starts", "moment", required=True, example="2027-01-16 14:30"),
        Field(
            "day", "Date", "date", example="2027-01-16", help="With the time, instead of Starts."
        ),
        Field("clock", "Time", "time", example="14:30"),
        Field("type", "Appointment type", required=True, example="First fitting"),
        Field("location", "Location", example="Berlin"),
        Field("stylist", "Stylist", example="Helena"),
        Field("room", "Fitting room", example="Salon"),
        Field("name", "Name of the bride", required=True, example="Anna Berger"),
        Field("first_name", "First name of the bride", example="Anna"),
        Field("last_name", "Last name of the bride", example="Berger"),
        Field("email", "Mail", "mail", example="anna@example.com"),
        Field("phone", "Phone", "phone", example="+49 30 1234567"),
        Field("wedding_on", "Wedding date", "date", example="2027-06-19"),
        Field("party_size", "People", "whole", example="3"),
        Field("products", "Gowns to try on", "words", example="Aurelia, Mia"),
        Field(
            "status",
            "Status",
            "choice",
            example="Confirmed",
            choices=_choices(Appointment.Status.choices),
        ),
        Field("notes", "Notes", "long"),
    ],
}
MORE = {
    ("designers", "name"): ("designer", "brand", "vendor", "supplier", "marke", "hersteller",
                            "lieferant", "marque", "fournisseur", "marca", "proveedor"),
    ("collections", "name"): ("collection", "kollektion", "collection name", "colección"),
    ("customers", "name"): ("customer", "bride", "client", "full name", "customer name", "kunde",
                            "kundin", "braut", "nom complet", "mariée", "cliente", "novia",
                            "client name", "bride name"),
    ("appointments", "name"): ("customer", "bride", "client", "full name", "customer name",
                               "client name", "kunde", "kundin", "braut", "mariée", "cliente",
                               "novia"),
    ("appointments", "status"): ("state", "estado", "statut"),
    ("stock", "on_hand"): ("count", "counted", "pieces", "gezählt", "stück", "anzahl", "menge",
                           "quantité", "cantidad", "pcs", "units"),
    ("samples", "sample"): ("barcode", "sample code", "muster", "musternummer", "échantillon"),
}  # fmt: skip
