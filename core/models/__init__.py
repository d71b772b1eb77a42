"""What is true of one row, and of the table."""

from core.models.appointments import (
    Appointment,
    AppointmentGroup,
    AppointmentType,
    IdempotencyKey,
    TryOn,
)
from core.models.cards import CustomerCard, ProductCard, SampleCard, VariantCard
from core.models.catalog import (
    BulkEdit,
    BulkEditRow,
    Category,
    Collection,
    Designer,
    Product,
    ProductImage,
    Variant,
)
from core.models.customers import Customer, CustomerMerge
from core.models.diary import Claim, Resource, Room, Stylist, WorkingException, WorkingHours
from core.models.exports import Export, ExportHabit, ExportSchedule
from core.models.histories import remember
from core.models.holds import Hold
from core.models.imports import ImportJob, ImportKind, ImportProfile, ImportRow
from core.models.messages import Heartbeat, Message, ReminderRule
from core.models.own import FieldDefinition, OwnValue
from core.models.rearranging import RearrangedAppointment, Rearrangement
from core.models.shop import ClosedDay, Location, OpeningHours, ShopSettings
from core.models.stock import (
    LowStockLetter,
    Reservation,
    Sample,
    SheetLine,
    StockCheck,
    StockLevel,
    StockMovement,
    StockSheet,
)
from core.models.views import SavedView
from core.models.wishes import WishedGown

__all__ = [
    "Appointment",
    "AppointmentGroup",
    "AppointmentType",
    "BulkEdit",
    "BulkEditRow",
    "Category",
    "Claim",
    "ClosedDay",
    "Collection",
    "Customer",
    "CustomerCard",
    "CustomerMerge",
    "Designer",
    "Export",
    "ExportHabit",
    "ExportSchedule",
    "FieldDefinition",
    "Heartbeat",
    "Hold",
    "IdempotencyKey",
    "ImportJob",
    "ImportKind",
    "ImportProfile",
    "ImportRow",
    "Location",
    "LowStockLetter",
    "Message",
    "OpeningHours",
    "OwnValue",
    "Product",
    "ProductCard",
    "ProductImage",
    "RearrangedAppointment",
    "Rearrangement",
    "ReminderRule",
    "Reservation",
    "Resource",
    "Room",
    "Sample",
    "SampleCard",
    "SavedView",
    "SheetLine",
    "ShopSettings",
    "StockCheck",
    "StockLevel",
    "StockMovement",
    "StockSheet",
    "Stylist",
    "TryOn",
    "Variant",
    "VariantCard",
    "WishedGown",
    "WorkingException",
    "WorkingHours",
    "remember",
]
