"""Brides and their appointments as they are written."""

from core.exchange.export import values
from core.exchange.export.columns import CONTACT, Column, Kind
from core.history import Door
from core.models import Appointment, Customer

STATUSES = dict(Appointment.Status.choices)
YES_NO = ("yes", "no")
ZONE = "location__timezone"

CUSTOMERS = Kind(
    "customer",
    "Customers",
    Customer,
    (
        Column("name", "Name", ("name",), example="Anna Winter"),
        Column("email", "Mail", ("email",), guard=CONTACT, example="anna@example.org"),
        Column("phone", "Phone", ("phone",), guard=CONTACT, example="+49 30 5550101"),
        Column("language", "Language", ("language",), example="de"),
        Column("wedding_on", "Wedding date", ("wedding_on",), values.day, example="2027-06-12"),
        Column("budget", "Budget", ("budget",), values.number, example="2500.00"),
        *(
            Column(f"{part}_cm", f"{part.title()} (cm)", (f"{part}_cm",), values.number, "", size)
            for part, size in (("bust", "92"), ("waist", "71.5"), ("hips", "98"), ("height", "170"))
        ),
        Column("notes", "Notes", ("notes",), guard=CONTACT, example="Comes with her sister"),
        Column(
            "has_email_consent",
            "May get news by mail",
            ("has_email_consent",),
            values.yes_no,
            example="no",
            allowed=YES_NO,
        ),
        Column(
            "has_sms_consent",
            "May get text messages",
            ("has_sms_consent",),
            values.yes_no,
            example="no",
            allowed=YES_NO,
        ),
    ),
    version=("updated_at",),
    own=(("own", "customer"),),
)
APPOINTMENTS = Kind(
    "appointment",
    "Appointments",
    Appointment,
    (
        Column("reference", "Reference", ("reference",)),
        Column("status", "Status", ("status",), values.choice(STATUSES), example="Confirmed",
               allowed=tuple(map(str, STATUSES.values()))),
        Column("type", "Appointment type", ("type__name",), example="Bridal consultation"),
        Column("location", "Location", ("location__name",), example="Berlin"),
        Column("starts_at", "Starts", ("starts_at", ZONE), values.moment,
               example="2027-03-02 10:00:00+01:00"),
        Column("ends_at", "Ends", ("ends_at", ZONE), values.moment,
               example="2027-03-02 11:30:00+01:00"),
        Column("customer", "Name of the bride", ("customer__name",), example="Anna Winter"),
        Column("email", "Mail", ("customer__email",), guard=CONTACT, example="anna@example.org"),
        Column("phone", "Phone", ("customer__phone",), guard=CONTACT, example="+49 30 5550101"),
        Column("stylist", "Stylist", ("stylist__name",), example="Mira"),
        Column("room", "Fitting room", ("room__name",), example="Salon"),
        Column("party_size", "People", ("party_size",), values.number, example="3"),
        Column("notes", "Notes", ("notes",), guard=CONTACT, example="Likes lace"),
        Column("booked_through", "Booked through", ("booked_through",),
               values.choice(dict(Door.choices))),
        Column("overbooked_reason", "Reason for overbooking", ("overbooked_reason",)),
        Column("cancel_reason", "Reason for cancelling", ("cancel_reason",)),
    ),
    version=("updated_at",),
    own=(("own", "appointment"),),
)  # fmt: skip
