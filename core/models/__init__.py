"""What is true of one row, and of the table."""

from core.models.appointments import Appointment, AppointmentType, IdempotencyKey, TryOn
from core.models.catalog import Category, Collection, Designer, Product, ProductImage, Variant
from core.models.customers import Customer
from core.models.diary import Claim, Resource, Room, Stylist, WorkingHours
from core.models.messages import Heartbeat, Message, ReminderRule
from core.models.shop import ClosedDay, Location, OpeningHours, ShopSettings
from core.models.stock import Sample, StockLevel, StockMovement

__all__ = [
    "Appointment",
    "AppointmentType",
    "Category",
    "Claim",
    "ClosedDay",
    "Collection",
    "Customer",
    "Designer",
    "Heartbeat",
    "IdempotencyKey",
    "Location",
    "Message",
    "OpeningHours",
    "Product",
    "ProductImage",
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
    "WorkingHours",
]
