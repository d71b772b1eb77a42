"""What is true of one row, and of the table."""

from core.models.appointments import (
    Appointment,
    AppointmentGroup,
    AppointmentType,
    IdempotencyKey,
    TryOn,
)
from core.models.catalog import Category, Collection, Designer, Product, ProductImage, Variant
from core.models.customers import Customer, CustomerMerge
from core.models.diary import Claim, Resource, Room, Stylist, WorkingException, WorkingHours
from core.models.holds import Hold
from core.models.messages import Heartbeat, Message, ReminderRule
from core.models.rearranging import RearrangedAppointment, Rearrangement
from core.models.shop import ClosedDay, Location, OpeningHours, ShopSettings
from core.models.stock import Sample, StockLevel, StockMovement

__all__ = [
    "Appointment",
    "AppointmentGroup",
    "AppointmentType",
    "Category",
    "Claim",
    "ClosedDay",
    "Collection",
    "Customer",
    "CustomerMerge",
    "Designer",
    "Heartbeat",
    "Hold",
    "IdempotencyKey",
    "Location",
    "Message",
    "OpeningHours",
    "Product",
    "ProductImage",
    "RearrangedAppointment",
    "Rearrangement",
    "ReminderRule",
    "Resource",
    "Room",
    "Sample",
    "ShopSettings",
    "StockLevel",
    "StockMovement",
    "Stylist",
    "TryOn",
    "Variant",
    "WorkingException",
    "WorkingHours",
]
