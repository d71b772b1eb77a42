"""Files that left the house: who took what and when; the large ones, the regular ones, the habits."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from core.models import base


class Format(models.TextChoices):
    CSV = "csv", "CSV"
    EXCEL_CSV = "excel-csv", "CSV for Excel"
    XLSX = "xlsx", "Excel workbook"
    SHOPIFY = "shopify", "Shopify's CSV"


class Export(models.Model):
    """One file of a list: a line of the log, and the work still to do for a large one."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        WORKING = "working", "Being written"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        GONE = "gone", "Put away"

    class Way(models.TextChoices):
        DIRECT = "direct", "Downloaded at once"
        WORKER = "worker", "Written by the worker"
        MAIL = "mail", "Sent by mail"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="exports", null=True
    )
    owner_name = base.Text("who", max_length=160)
    kind = base.Text("list", max_length=20)
    query = models.JSONField("filters", default=dict, blank=True)
    columns = models.JSONField("columns", default=list, blank=True)
    format = base.Text("format", max_length=10, choices=Format.choices, default=Format.CSV)
    way = base.Text("way", max_length=8, choices=Way.choices, default=Way.DIRECT)
    state = base.Text("state", max_length=8, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField("rows", default=0)
    rows_total = models.PositiveIntegerField("rows in all", default=0)
    size = models.PositiveBigIntegerField("bytes", default=0)
    file = models.CharField(max_length=60, blank=True)
    reason = base.Text("why", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim_token = models.CharField(max_length=32, blank=True)
    beat_at = models.DateTimeField("last sign of life", null=True, blank=True)
    made_at = models.DateTimeField("when", auto_now_add=True)
    ended_at = models.DateTimeField("ready", null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        permissions = [
            ("oversee_export", "Can see and fetch everybody's exports"),
            ("see_cost", "Can export what we pay the designers"),
            ("export_variant", "Can export variants and prices"),
            ("export_stocklevel", "Can export stock levels"),
            ("export_sample", "Can export samples"),
            ("export_designer", "Can export designers"),
            ("export_collection", "Can export collections"),
            ("export_category", "Can export categories"),
            ("export_appointment", "Can export appointments"),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state__in=["waiting", "working"]), name="export_to_do"
            ),
            models.Index(fields=["owner", "-id"], name="export_of_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "working", "ready", "failed", "gone"]),
                name="export_state_known",
                violation_error_message="An export has no such state.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.WAITING, self.State.WORKING}

    @property
    def has_file(self) -> bool:
        return self.state == self.State.READY and bool(self.file)


class ExportHabit(models.Model):
    """The columns and the format somebody took last from a list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="export_habits")
    kind = base.Text("list", max_length=20)
    columns = models.JSONField("columns", default=list, blank=True)
    format = base.Text("format", max_length=10, choices=Format.choices, default=Format.CSV)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                name="exporthabit_once",
                violation_error_message="There is a habit for this list already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.kind}"


class ExportSchedule(base.Stamped):
    """A file of a list that goes out by mail, daily or weekly, with its owner's rights of that day."""

    class Every(models.TextChoices):
        DAY = "day", "Every day"
        WEEK = "week", "Every week"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="export_schedules"
    )
    name = base.Text("name", max_length=80)
    kind = base.Text("list", max_length=20)
    query = models.JSONField("filters", default=dict, blank=True)
    columns = models.JSONField("columns", default=list, blank=True)
    format = base.Text("format", max_length=10, choices=Format.choices, default=Format.XLSX)
    every = base.Text("how often", max_length=4, choices=Every.choices, default=Every.WEEK)
    weekday = models.PositiveSmallIntegerField(
        "on", choices=base.WEEKDAYS, default=0, validators=[MaxValueValidator(6)]
    )
    hour = models.PositiveSmallIntegerField("at", default=7, validators=[MaxValueValidator(23)])
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    is_active = models.BooleanField("switched on", default=True)
    next_at = models.DateTimeField("next")
    lease_until = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField("last", null=True, blank=True)
    last_said = base.Text("what became of the last one", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="exportschedule_has_name",
                violation_error_message="Give it a name; it becomes the subject of the mail.",
            ),
            models.CheckConstraint(
                condition=Q(hour__lte=23, weekday__lte=6),
                name="exportschedule_time_sane",
                violation_error_message="Choose an hour from 0 to 23 and a day of the week.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
