"""Imports: a file on its way into the shop, what it would do row by row, and what it did."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import base
from core.models.shop import Location


class ImportKind(models.TextChoices):
    PRODUCTS = "products", "Products and variants"
    CUSTOMERS = "customers", "Customers"
    STOCK = "stock", "Stock levels"
    SAMPLES = "samples", "Samples"
    DESIGNERS = "designers", "Designers"
    COLLECTIONS = "collections", "Collections"
    APPOINTMENTS = "appointments", "Appointments"


class ImportProfile(models.Model):
    """What the columns of one supplier mean, kept for the next file."""

    name = base.Text("name", max_length=80)
    kind = base.Text("what it brings", max_length=12, choices=ImportKind.choices)
    mapping = models.JSONField("columns", default=dict, blank=True)
    options = models.JSONField("choices", default=dict, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "import profile"
        constraints = [
            models.UniqueConstraint(
                "kind",
                "name",
                name="importprofile_name_unique",
                violation_error_message="There is a profile of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportJob(models.Model):
    """One file: planned, looked at, applied by the worker, and undone if need be."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Chosen"
        PLANNING = "planning", "Being read"
        PLANNED = "planned", "Read, not applied"
        APPLYING = "applying", "Being applied"
        DONE = "done", "Applied"
        CANCELLED = "cancelled", "Stopped"
        FAILED = "failed", "Failed"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    kind = base.Text("what it brings", max_length=12, choices=ImportKind.choices)
    state = base.Text("state", max_length=10, choices=State.choices, default=State.UPLOADED)
    file = base.Text("kept as", max_length=64, blank=True, editable=False)
    file_name = base.Text("file", max_length=200)
    size = models.PositiveBigIntegerField("size", default=0)
    digest = base.Text("SHA-256", max_length=64, blank=True)
    shape = base.Text("shape", max_length=20, blank=True)
    mapping = models.JSONField("columns", default=dict)
    options = models.JSONField("choices", default=dict)
    profile = models.ForeignKey(
        ImportProfile, models.SET_NULL, related_name="+", null=True, blank=True
    )
    location = models.ForeignKey(Location, models.SET_NULL, related_name="+", null=True, blank=True)

    counts = models.JSONField("counts", default=dict)
    notices = models.JSONField("notices", default=list)
    unused = models.JSONField("columns not used", default=list)
    created = models.JSONField("made besides", default=dict)
    failure = base.LongText("why it failed", blank=True)

    rows_done = models.PositiveIntegerField("rows done", default=0)
    rows_total = models.PositiveIntegerField("rows", default=0)
    last_number = models.PositiveIntegerField("rows of the plan", default=0)
    began_at = models.DateTimeField("began", null=True, blank=True)
    beat_at = models.DateTimeField("last sign of life", null=True, blank=True)
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    lease_until = models.DateTimeField("taken until", null=True, blank=True)
    fence = models.PositiveIntegerField("turn", default=0)
    """Rises with each worker that takes the job; one whose turn is over can write nothing more."""
    is_stopping = models.BooleanField("to be stopped", default=False)

    created_at = models.DateTimeField("chosen", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, editable=False
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, editable=False
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "import"
        default_permissions = ("view",)
        permissions = [
            ("import_stocklevel", "Can import stock levels"),
            ("import_sample", "Can import samples"),
            ("import_designer", "Can import designers"),
            ("import_collection", "Can import collections"),
            ("import_appointment", "Can import appointments"),
            ("oversee_importjob", "Can see, apply and undo everybody's imports"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "uploaded", "planning", "planned", "applying", "done", "cancelled",
                        "failed", "undoing", "undone",
                    ]
                ),
                name="importjob_state_known",
                violation_error_message="An import has no such state.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ImportKind.values),
                name="importjob_kind_known",
                violation_error_message="There is no such kind of import.",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["planning", "applying", "undoing"]),
                name="importjob_at_work",
            ),
            models.Index(fields=["created_by", "-id"], name="importjob_of_person"),
        ]

    def __str__(self) -> str:
        return f"Import {self.pk}: {self.file_name}"

    @property
    def is_working(self) -> bool:
        return self.state in {self.State.PLANNING, self.State.APPLYING, self.State.UNDOING}


class ImportRow(models.Model):
    """What the plan says of one thing, and the receipt of it: before, after, and how it ended.

    The thing is named by subject and key, not by a reference: the key of something new is set
    aside when it is planned, and the receipt outlives what it tells of.
    """

    class Verdict(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        REFUSED = "refused", "Refused"

    class Outcome(models.TextChoices):
        NOT_YET = "", "Not applied"
        APPLIED = "applied", "Applied"
        CONFLICT = "conflict", "Not applied: the shop had changed"
        UNDOING = "undoing", "To be undone"
        BACK = "back", "Undone"
        KEPT = "kept", "Kept when the rest was undone"

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField("number")
    line = models.PositiveIntegerField("line", default=0)
    sheet_row = models.PositiveIntegerField("row in a spreadsheet", default=0)
    subject = base.Text("subject", max_length=12)
    object_id = models.BigIntegerField("key", null=True)
    parent_id = models.BigIntegerField("key it belongs to", null=True)
    verdict = base.Text("verdict", max_length=9, choices=Verdict.choices)
    outcome = base.Text("outcome", max_length=8, choices=Outcome.choices, blank=True)
    title = base.Text("title", max_length=300, blank=True)
    changes = models.JSONField("changes", default=list)
    before = models.JSONField("before", default=dict)
    after = models.JSONField("after", default=dict)
    reason = base.LongText("reason", blank=True)
    column = base.Text("column", max_length=200, blank=True)
    value = base.LongText("value", blank=True)

    class Meta:
        ordering = ["job", "number"]
        verbose_name = "row of an import"
        verbose_name_plural = "rows of imports"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["job", "number"],
                name="importrow_once",
                violation_error_message="This row is part of the import already.",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["new", "changed", "unchanged", "refused"]),
                name="importrow_verdict_known",
                violation_error_message="A row has no such verdict.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "applied", "conflict", "undoing", "back", "kept"]),
                name="importrow_outcome_known",
                violation_error_message="A row has no such outcome.",
            ),
        ]
        indexes = [
            models.Index(fields=["job", "verdict", "number"], name="importrow_by_verdict"),
            models.Index(
                fields=["job", "outcome", "number"],
                condition=Q(outcome__in=["conflict", "kept"]),
                name="importrow_left",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> str:
        """Where in the file it stands; nothing for what comes into being besides."""
        if self.line == self.sheet_row:
            return f"line {self.line}" if self.line else ""
        return f"line {self.line} (row {self.sheet_row} in a spreadsheet)"

    @property
    def sentence(self) -> str:
        """Of a refused row: where, what it says, why and what to do."""
        place = f"{self.place}, {self.column}" if self.column else self.place
        value = f" “{self.value[:60]}”" if self.value else ""
        return f"{place[:1].upper()}{place[1:]}{value}: {self.reason}"
