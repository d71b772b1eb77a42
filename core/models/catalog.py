"""The catalogue: designers, categories, collections, products with their pictures and variants."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Lower, Trim
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base


class Designer(base.Stamped):
    """A brand whose gowns we carry."""

    name = base.Text("name", max_length=120)
    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    lead_time_weeks = models.PositiveSmallIntegerField(
        "lead time in weeks",
        default=16,
        validators=[MaxValueValidator(104)],
        help_text="From the order to the gown in our shop.",
    )
    website = models.URLField("website", blank=True)
    notes = base.LongText("notes", blank=True)
    is_active = models.BooleanField("we carry this designer", default=True)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="designer_name_unique",
                violation_error_message="There is a designer of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """What kind of thing it is: bridal gowns, veils, shoes; may sit inside another category."""

    name = base.Text("name", max_length=120)
    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name="inside",
    )
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                # SQLite has no NULLS NOT DISTINCT, and Django would leave the rule out there.
                Coalesce("parent", Value(0)),
                Lower("name"),
                name="category_name_unique",
                violation_error_message="There is a category of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="category_not_inside_itself",
                violation_error_message="A category cannot be inside itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Collection(models.Model):
    """What a designer shows together in one season."""

    class Season(models.TextChoices):
        SPRING = "spring", "Spring"
        SUMMER = "summer", "Summer"
        FALL = "fall", "Autumn"
        WINTER = "winter", "Winter"
        ALL_YEAR = "all-year", "All year"

    name = base.Text("name", max_length=120)
    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    designer = models.ForeignKey(
        Designer, models.PROTECT, related_name="collections", null=True, blank=True
    )
    season = base.Text("season", max_length=10, choices=Season.choices, default=Season.ALL_YEAR)
    year = models.PositiveSmallIntegerField(
        "year", validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("designer", Value(0)),
                Lower("name"),
                "year",
                name="collection_once",
                violation_error_message="This collection is there already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class Product(base.Stamped):
    """A style a bride can fall in love with; what is sold are its variants."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active", "On sale"
        ARCHIVED = "archived", "Archived"

    class Silhouette(models.TextChoices):
        A_LINE = "a-line", "A-line"
        BALL_GOWN = "ball-gown", "Ball gown"
        MERMAID = "mermaid", "Mermaid"
        TRUMPET = "trumpet", "Trumpet"
        SHEATH = "sheath", "Sheath"
        EMPIRE = "empire", "Empire"
        TEA_LENGTH = "tea-length", "Tea length"
        JUMPSUIT = "jumpsuit", "Jumpsuit"

    class Neckline(models.TextChoices):
        SWEETHEART = "sweetheart", "Sweetheart"
        V_NECK = "v-neck", "V-neck"
        OFF_SHOULDER = "off-shoulder", "Off the shoulder"
        HIGH = "high", "High"
        SQUARE = "square", "Square"
        STRAIGHT = "straight", "Straight"
        ILLUSION = "illusion", "Illusion"
        HALTER = "halter", "Halter"

    class Fabric(models.TextChoices):
        SATIN = "satin", "Satin"
        LACE = "lace", "Lace"
        TULLE = "tulle", "Tulle"
        CHIFFON = "chiffon", "Chiffon"
        CREPE = "crepe", "Crepe"
        MIKADO = "mikado", "Mikado"
        ORGANZA = "organza", "Organza"
        SILK = "silk", "Silk"

    class Train(models.TextChoices):
        NONE = "none", "No train"
        SWEEP = "sweep", "Sweep"
        CHAPEL = "chapel", "Chapel"
        CATHEDRAL = "cathedral", "Cathedral"

    name = base.Text("name", max_length=200)
    slug = models.SlugField(
        "web name",
        max_length=200,
        unique=True,
        blank=True,
        help_text="The last part of its address on the website. Filled in for you.",
    )
    designer = models.ForeignKey(
        Designer, models.PROTECT, related_name="products", null=True, blank=True
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", null=True, blank=True
    )
    collection = models.ForeignKey(
        Collection, models.SET_NULL, related_name="products", null=True, blank=True
    )
    status = base.Text("status", max_length=10, choices=Status.choices, default=Status.DRAFT)
    description = base.LongText("description", blank=True)
    silhouette = base.Text("silhouette", max_length=20, choices=Silhouette.choices, blank=True)
    neckline = base.Text("neckline", max_length=20, choices=Neckline.choices, blank=True)
    fabric = base.Text("fabric", max_length=20, choices=Fabric.choices, blank=True)
    train = base.Text("train", max_length=20, choices=Train.choices, blank=True)
    tags = models.JSONField(
        "tags",
        default=list,
        blank=True,
        validators=[base.list_of_words],
        help_text="Words separated by commas.",
    )

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["name", "pk"]
        permissions = [
            ("import_product", "Can import products"),
            ("export_product", "Can export products"),
        ]
        indexes = [
            models.Index(fields=["status", "name"], name="product_status_name"),
            models.Index(fields=["-created_at"], name="product_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="product_has_name",
                violation_error_message="A product needs a name.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "active", "archived"]),
                name="product_status_known",
                violation_error_message="The status is draft, active or archived.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductImage(models.Model):
    """A picture of a product: a file of ours, or the address a supplier gave."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="images")
    file = models.ImageField("picture", upload_to="products/%Y/%m", blank=True)
    url = models.URLField("address of the picture", max_length=600, blank=True)
    alt = base.Text("what it shows", max_length=250, blank=True)
    position = models.PositiveSmallIntegerField("order", default=0)
    is_main = models.BooleanField("main picture", default=False)

    class Meta:
        ordering = ["-is_main", "position", "pk"]
        verbose_name = "picture"
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(is_main=True),
                name="productimage_one_main",
                violation_error_message="Only one picture can be the main one.",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | ~Q(url=""),
                name="productimage_not_empty",
                violation_error_message="Choose a file or give an address.",
            ),
        ]

    def __str__(self) -> str:
        return self.alt or f"Picture {self.position + 1}"


class Variant(base.Stamped):
    """What is on the price tag: one size in one colour, with its SKU."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    sku = base.Text("SKU", max_length=80)
    barcode = base.Text("barcode", max_length=64, blank=True)
    size = base.Text("size", max_length=40, blank=True)
    color = base.Text("colour", max_length=60, blank=True)
    other = base.Text(
        "further choice",
        max_length=160,
        blank=True,
        help_text="Anything but size and colour, for example Material: silk.",
    )
    price = base.Money("price", null=True, blank=True)
    cost = base.Money("cost", null=True, blank=True, help_text="What we pay the designer.")
    position = models.PositiveSmallIntegerField("order", default=0)
    is_active = models.BooleanField("on sale", default=True)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["product", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("sku"),
                name="variant_sku_unique",
                violation_error_message="Another variant already has this SKU.",
            ),
            models.CheckConstraint(
                condition=~Q(sku="") & Q(sku=Trim("sku")),
                name="variant_sku_trimmed",
                violation_error_message="A SKU is not empty and has no spaces around it.",
            ),
            models.UniqueConstraint(
                fields=["barcode"],
                condition=~Q(barcode=""),
                name="variant_barcode_unique",
                violation_error_message="Another variant already has this barcode.",
            ),
            models.UniqueConstraint(
                fields=["product", "size", "color", "other"],
                name="variant_options_unique",
                violation_error_message="This product already has a variant of that size and colour.",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="variant_price_not_negative",
                violation_error_message="A price is never below zero.",
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="variant_cost_not_negative",
                violation_error_message="A cost is never below zero.",
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def options(self) -> str:
        return " / ".join(part for part in (self.color, self.size, self.other) if part)
