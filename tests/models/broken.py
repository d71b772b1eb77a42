"""Rows that break one constraint each: its name, what a person is told, and how the row is made."""

from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from core.models import (
    Appointment,
    AppointmentType,
    BulkEdit,
    BulkEditRow,
    Category,
    Claim,
    ClosedDay,
    Collection,
    Customer,
    Designer,
    Export,
    ExportHabit,
    ExportSchedule,
    FieldDefinition,
    Hold,
    IdempotencyKey,
    ImportJob,
    ImportProfile,
    ImportRow,
    Location,
    Message,
    OpeningHours,
    Product,
    ProductImage,
    RearrangedAppointment,
    Rearrangement,
    ReminderRule,
    Reservation,
    Resource,
    Sample,
    SavedView,
    SheetLine,
    ShopSettings,
    StockLevel,
    StockMovement,
    StockSheet,
    TryOn,
    Variant,
    WorkingException,
    WorkingHours,
)
from tests.cast import Boutique

Break = Callable[[Boutique], Model]
BROKEN: dict[str, tuple[str, Break]] = {}


def breaks(constraint: str, sentence: str) -> Callable[[Break], Break]:
    def keep(make: Break) -> Break:
        BROKEN[constraint] = sentence, make
        return make

    return keep


def again(row: Model, fields: Iterable[str], **other: Any) -> Model:
    """Save `row`, and return another one with the same `fields`."""
    row.save()
    return type(row)(**{name: getattr(row, name) for name in fields} | other)


# The shop ---------------------------------------------------------------------

breaks("shopsettings_single", "only one set of shop settings")(lambda b: ShopSettings(pk=2))

breaks("location_grid_sane", "greater than or equal to 5")(
    lambda b: Location(name="Porto", slug="porto", timezone="Europe/Lisbon", slot_minutes=4)
)


def hours(b: Boutique, **fields: Any) -> OpeningHours:
    given = {"location": b.berlin, "weekday": 6, "opens": time(10), "closes": time(12)}
    return OpeningHours(**given | fields)


breaks("openinghours_once", "already opens then")(
    lambda b: again(hours(b), ["location", "weekday", "opens"], closes=time(13))
)
breaks("openinghours_not_empty", "are the same")(lambda b: hours(b, closes=time(10)))
breaks("openinghours_weekday", "not a valid choice")(lambda b: hours(b, weekday=7))

breaks("closedday_once", "closed already")(
    lambda b: again(ClosedDay(closed_on=date(2030, 1, 1)), ["location", "closed_on"])
)

# The catalogue ----------------------------------------------------------------

breaks("designer_name_unique", "a designer of this name already")(
    lambda b: Designer(name="ATELIER nord", slug="other")
)
breaks("category_name_unique", "a category of this name already")(
    lambda b: Category(name="bridal GOWNS", slug="other")
)


@breaks("category_not_inside_itself", "cannot be inside itself")
def _(b: Boutique) -> Category:
    shoes = Category.objects.create(name="Shoes", slug="shoes")
    shoes.parent = shoes
    return shoes


@breaks("collection_once", "there already")
def _(b: Boutique) -> Collection:
    return Collection(name="first LIGHT", slug="o", designer=b.aurora.designer, year=2026)


breaks("product_has_name", "cannot be blank")(lambda b: Product(name="", slug="nameless"))
breaks("product_status_known", "not a valid choice")(
    lambda b: Product(name="Luna", slug="luna", status="sold")
)
breaks("productimage_one_main", "one picture can be the main one")(
    lambda b: again(
        ProductImage(product=b.aurora, url="https://example.org/a.webp", is_main=True),
        ["product", "url", "is_main"],
    )
)
breaks("productimage_not_empty", "file or give an address")(
    lambda b: ProductImage(product=b.aurora)
)


def variant(b: Boutique, **fields: Any) -> Variant:
    return Variant(**{"product": b.aurora, "sku": "AUR-IV-44", "size": "44"} | fields)


breaks("variant_sku_unique", "another variant already has this SKU")(
    lambda b: variant(b, sku="aur-iv-38")
)
breaks("variant_sku_trimmed", "no spaces around it")(lambda b: variant(b, sku=" AUR-IV-44"))
breaks("variant_barcode_unique", "already has this barcode")(
    lambda b: variant(b, barcode=b.sample.variant.barcode)
)
breaks("variant_options_unique", "a variant of that size and colour")(
    lambda b: variant(b, size="38", color="Ivory")
)
breaks("variant_price_not_negative", "greater than or equal to 0")(lambda b: variant(b, price=-1))
breaks("variant_cost_not_negative", "greater than or equal to 0")(lambda b: variant(b, cost=-1))

# Stock ------------------------------------------------------------------------


def level(b: Boutique, **fields: Any) -> StockLevel:
    return StockLevel(**{"variant": b.sample.variant, "location": b.berlin} | fields)


breaks("stocklevel_once", "already has a level at this location")(
    lambda b: again(level(b), ["variant", "location"])
)
breaks("stocklevel_on_hand_not_negative", "fewer than no pieces")(lambda b: level(b, on_hand=-1))
breaks("stocklevel_reserved_within_on_hand", "No more can be reserved")(
    lambda b: level(b, on_hand=1, reserved=2)
)
breaks("stockmovement_not_zero", "movement of nothing")(
    lambda b: StockMovement(
        variant=b.sample.variant, location=b.berlin, quantity=0, reason="received"
    )
)


def reservation(b: Boutique, **fields: Any) -> Reservation:
    soon = timezone.now() + timedelta(days=1)
    whose = {"variant": b.sample.variant, "location": b.berlin, "customer": b.anna}
    return Reservation(**whose | {"expires_at": soon} | fields)


breaks("reservation_of_something", "at least one piece")(lambda b: reservation(b, quantity=0))
breaks("reservation_says_how_it_ended", "says how")(
    lambda b: reservation(b, ended_at=timezone.now())
)
breaks("reservation_sold_by_a_sale", "names the sale")(
    lambda b: reservation(b, ended_at=timezone.now(), ending="sold")
)


def sheet_line(b: Boutique, **fields: Any) -> SheetLine:
    sheet = StockSheet.objects.create(kind="stocktake", location=b.berlin)
    return SheetLine(**{"sheet": sheet, "variant": b.sample.variant} | fields)


breaks("sheetline_once", "on the sheet already")(
    lambda b: again(sheet_line(b), ["sheet", "variant"])
)
breaks("sheetline_not_endless", "between 0 and 1,000,000")(
    lambda b: sheet_line(b, quantity=1_000_001)
)

breaks("sample_barcode_unique", "sample already has this barcode")(
    lambda b: Sample(
        name="Twin",
        variant=b.sample.variant,
        location=b.berlin,
        barcode=b.sample.barcode,
        kind="sample",
    )
)

# Customers --------------------------------------------------------------------

breaks("customer_has_name", "cannot be blank")(lambda b: Customer(name=""))
for _part in ("bust", "waist", "hips", "height"):
    breaks(f"customer_{_part}_sane", f"The {_part} is between 0 and 300 cm")(
        lambda b, part=_part: Customer(name="Clara", **{f"{part}_cm": 300})
    )

# The diary --------------------------------------------------------------------

breaks("resource_has_place", "Choose the location")(lambda b: Resource(kind="room", name="Loft"))


def work(b: Boutique, **fields: Any) -> WorkingHours:
    given = {"stylist": b.mira, "location": b.berlin, "weekday": 0}
    return WorkingHours(**given | {"starts": time(9), "ends": time(12)} | fields)


breaks("workinghours_once", "already starts work then")(
    lambda b: again(work(b), ["stylist", "weekday", "starts"], location=b.lisbon, ends=time(14))
)
breaks("workinghours_not_empty", "are the same")(lambda b: work(b, ends=time(9)))
breaks("workinghours_weekday", "not a valid choice")(lambda b: work(b, weekday=7))


def claim(b: Boutique, **fields: Any) -> Claim:
    now = timezone.now()
    given = {"resource_id": b.mira.pk, "kind": "block", "starts_at": now}
    return Claim(**given | {"ends_at": now + timedelta(hours=1)} | fields)


breaks("claim_not_empty", "end must be after the start")(
    lambda b: claim(b, ends_at=timezone.now() - timedelta(hours=1))
)
breaks("claim_knows_its_appointment", "belongs to an appointment")(
    lambda b: claim(b, kind="appointment")
)
breaks("claim_only_holds_expire", "only a hold")(lambda b: claim(b, kind="hold"))


def exception(b: Boutique, **fields: Any) -> WorkingException:
    given = {"stylist": b.mira, "location": b.berlin, "applies_on": date(2030, 1, 1)}
    return WorkingException(**given | {"starts": time(9), "ends": time(12)} | fields)


breaks("workingexception_off_or_hours", "or none of them for a day off")(
    lambda b: exception(b, ends=None)
)
breaks("workingexception_not_empty", "are the same")(lambda b: exception(b, ends=time(9)))
breaks("workingexception_once", "already has an exception that begins then")(
    lambda b: again(exception(b), ["stylist", "location", "applies_on", "starts"], ends=time(14))
)

breaks("hold_not_empty", "end must be after the start")(
    lambda b: Hold(
        token_hash="t",
        type=b.consultation,
        location=b.berlin,
        stylist=b.mira,
        room=b.salon,
        starts_at=timezone.now(),
        ends_at=timezone.now() - timedelta(hours=1),
        created_at=timezone.now(),
        expires_at=timezone.now(),
    )
)


def rearrangement(b: Boutique, **fields: Any) -> Rearrangement:
    day = date(2030, 1, 1)
    return Rearrangement(**{"stylist": b.mira, "first_on": day, "last_on": day} | fields)


breaks("rearrangement_of_one", "Choose a stylist or a location")(
    lambda b: rearrangement(b, location=b.berlin)
)
breaks("rearrangement_in_order", "not before the first")(
    lambda b: rearrangement(b, last_on=date(2029, 1, 1))
)
breaks("rearrangement_hours_of_a_day", "Hours belong to one day")(
    lambda b: rearrangement(b, starts=time(12), ends=time(11))
)

# Appointments -----------------------------------------------------------------

breaks("appointmenttype_has_length", "greater than or equal to 5")(
    lambda b: AppointmentType(name="Hello", slug="hello", duration_minutes=4)
)


def appointment(b: Boutique, **fields: Any) -> Appointment:
    now = timezone.now()
    given = {
        "reference": "BROKEN01",
        "type": b.consultation,
        "location": b.berlin,
        "customer": b.anna,
        "stylist": b.mira,
        "room": b.salon,
        "starts_at": now,
        "ends_at": now + timedelta(hours=1),
    }
    return Appointment(**given | fields)


breaks("appointment_not_empty", "end must be after the start")(
    lambda b: appointment(b, ends_at=timezone.now() - timedelta(hours=1))
)
breaks("appointment_cancelled_has_time", "knows when it was cancelled")(
    lambda b: appointment(b, status="cancelled")
)


breaks("appointment_cancelled_by_someone", "Only a cancelled appointment")(
    lambda b: appointment(b, cancelled_by="bride")
)


@breaks("rearrangedappointment_once", "on the list already")
def _(b: Boutique) -> Model:
    booked, change = appointment(b), rearrangement(b)
    booked.save()
    change.save()
    was = {"starts_at": booked.starts_at, "stylist": b.mira, "room": b.salon}
    given = {"outcome": "moved", "status": "confirmed", "version": 1} | was
    given |= {f"new_{name}": value for name, value in was.items()}
    row = RearrangedAppointment(rearrangement=change, appointment=booked, **given)
    same = ["rearrangement", "appointment", *given]
    return again(row, same)


@breaks("tryon_rating_sane", "not a valid choice")
def _(b: Boutique) -> Model:
    booked = appointment(b)
    booked.save()
    return TryOn(appointment=booked, product=b.aurora, rating=6)


@breaks("tryon_once", "on the list already")
def _(b: Boutique) -> Model:
    booked = appointment(b)
    booked.save()
    return again(TryOn(appointment=booked, product=b.aurora), ["appointment", "product"])


@breaks("idempotencykey_once", "already exists")
def _(b: Boutique) -> Model:
    row = IdempotencyKey(digest="k", request_hash="h", nonce="n", status=201, answer="{}")
    return again(row, ["digest", "request_hash", "nonce", "status", "answer"])


# Messages ---------------------------------------------------------------------


def rule(**fields: Any) -> ReminderRule:
    return ReminderRule(**{"name": "R", "event": "booked", "subject": "S", "body": "B"} | fields)


breaks("reminderrule_hours_for_reminders", "hours for a message before")(
    lambda b: rule(event="before")
)


@breaks("message_once", "planned already")
def _(b: Boutique) -> Model:
    kept, booked = rule(), appointment(b)
    kept.save()
    booked.save()
    row = Message(
        appointment=booked,
        appointment_version=1,
        rule=kept,
        channel="email",
        recipient="anna@example.org",
        due_at=timezone.now(),
        message_id="<1@example.org>",
    )
    same = ["appointment", "appointment_version", "rule", "channel", "recipient", "due_at"]
    return again(row, same, message_id="<2@example.org>")


# Many rows changed together -----------------------------------------------------


def bulk_row(_b: Boutique) -> BulkEditRow:
    edit = BulkEdit.objects.create(summary="Price + 5 %")
    return BulkEditRow(
        edit=edit, kind="variant", row_id=1, name="A", before={"a": 1}, after={"a": 2}
    )


breaks("bulkeditrow_once", "part of the bulk edit already")(
    lambda b: again(bulk_row(b), ["edit", "kind", "row_id", "name", "before", "after"])
)

# Her own fields ---------------------------------------------------------------


def own_field(**fields: Any) -> FieldDefinition:
    return FieldDefinition(**{"kind": "product", "label": "Mood", "key": "mood"} | fields)


breaks("fielddefinition_key_once", "already has this short name")(
    lambda b: again(own_field(), ["kind", "key"], label="Other")
)
breaks("fielddefinition_label_once", "a field of this name already")(
    lambda b: again(own_field(), ["kind"], label="MOOD", key="other")
)
breaks("fielddefinition_key_plain", "small letters")(lambda b: own_field(key="Mood!"))


# Her own views of a list --------------------------------------------------------


def view(b: Boutique, **fields: Any) -> SavedView:
    her = User.objects.get_or_create(username="vera")[0]
    return SavedView(**{"user": her, "page": "product", "name": "Veils"} | fields)


breaks("savedview_has_name", "cannot be blank")(lambda b: view(b, name=""))
breaks("savedview_name_once", "a view of this name already")(
    lambda b: again(view(b), ["user", "page", "name"])
)
breaks("savedview_one_start", "opens with another view already")(
    lambda b: again(view(b, is_start=True), ["user", "page", "is_start"], name="Low")
)


# What leaves the house ----------------------------------------------------------


def schedule(b: Boutique, **fields: Any) -> ExportSchedule:
    usual = {"owner": b.helena, "name": "Monday list", "kind": "product", "next_at": timezone.now()}
    return ExportSchedule(**usual | fields)


breaks("export_state_known", "not a valid choice")(
    lambda b: Export(owner=b.helena, owner_name="Helena", kind="product", state="lost",
                     query={"q": ["a"]}, columns=["name"])
)  # fmt: skip
breaks("exporthabit_once", "a habit for this list already")(
    lambda b: again(
        ExportHabit(user=b.helena, kind="product", columns=["name"]), ["user", "kind", "columns"]
    )
)
breaks("exportschedule_has_name", "cannot be blank")(lambda b: schedule(b, name=""))
breaks("exportschedule_time_sane", "less than or equal to 23")(lambda b: schedule(b, hour=24))


# Imports ------------------------------------------------------------------------


def job(**fields: Any) -> ImportJob:
    return ImportJob(**{"kind": "products", "file_name": "gowns.csv"} | fields)


def planned_row(**fields: Any) -> ImportRow:
    of = ImportJob.objects.get_or_create(kind="products", file_name="gowns.csv")[0]
    given = {"job": of, "number": 1, "subject": "product", "verdict": "new"} | fields
    return ImportRow(
        object_id=1, parent_id=1, changes=["x"], before={"a": 1}, after={"a": 2}, **given
    )


breaks("importjob_state_known", "not a valid choice")(lambda b: job(state="lost"))
breaks("importjob_kind_known", "not a valid choice")(lambda b: job(kind="shoes"))
breaks("importrow_verdict_known", "not a valid choice")(lambda b: planned_row(verdict="odd"))
breaks("importrow_outcome_known", "not a valid choice")(lambda b: planned_row(outcome="odd"))
breaks("importrow_once", "part of the import already")(
    lambda b: again(
        planned_row(),
        [
            "job",
            "number",
            "subject",
            "verdict",
            "object_id",
            "parent_id",
            "changes",
            "before",
            "after",
        ],
    )
)
breaks("importprofile_name_unique", "a profile of this name already")(
    lambda b: again(ImportProfile(kind="products", name="Lune"), ["kind", "name"])
)
