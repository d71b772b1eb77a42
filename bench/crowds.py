"""A shop with any number of rows of each kind, made by the database itself; always the same rows.

It is alike at every size: twenty designers, forty first names, every eighth level watched. So a
filter or a search fills its page with a thousand rows too, and finds a thousand times as many in a
million; else only the rows drawn would be compared.
"""

from typing import Any

FIRST = [a + b for a in ("Li", "Mar", "Jo", "An", "El", "So", "Ka", "Ti") for b in (
    "ora", "lene", "sette", "nika", "wyn")]  # fmt: skip
LAST = [a + b + c for a in ("Tav", "Bren", "Hol", "Fis", "Mor", "Ves", "Kel", "Dun", "Ros", "Wal")
        for b in ("er", "in", "o", "a", "is") for c in ("sen", "mann", "berg", "ström", "ley", "ini")]  # fmt: skip
HOUSES = ["Maison", "Atelier", "Casa", "House", "Studio", "Salon", "Couture", "Bridal"]
SIZES = ["34", "36", "38", "40", "42", "44", "46"]
COLORS = ["Ivory", "White", "Blush", "Champagne", "Pearl", "Sand"]
KINDS = ("product", "variant", "stocklevel", "stockmovement", "customer", "appointment")
TABLES = tuple(f"core_{kind}" for kind in KINDS)
SEED = 7919  # a prime: words of neighbours have nothing in common


def owner() -> Any:
    from django.contrib.auth.models import User

    found = User.objects.filter(username="bench").first()
    return found or User.objects.create_superuser("bench", "bench@example.com", "bench")


def fill(rows: int) -> None:
    """Rows of each kind until there are so many of it."""
    from django.db import connection

    from core import cards
    from core.models import Product

    have = Product.objects.count()
    if have >= rows:
        return
    if not have:
        _house()
    with connection.cursor() as cursor:
        cards.remove()
        put_back = _lay_aside(cursor)
        for statement in [*_statements(have + 1, rows), *put_back]:
            cursor.execute(statement)
        cards.install()
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _lay_aside(cursor: Any) -> list[str]:
    """Indexes and the checks of references away; the statements that bring them back.

    A million rows are written and then sorted once, where they would be sorted in one by one.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > ''"
            f" AND tbl_name IN ({', '.join(repr(table) for table in TABLES)})"
        )
        found = cursor.fetchall()
        back: list[str] = []
    else:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
            f" AND tablename IN ({', '.join(repr(table) for table in TABLES)}) AND indexname NOT IN"
            " (SELECT conname FROM pg_constraint)"
        )
        found = cursor.fetchall()
        cursor.execute("SET session_replication_role = replica")
        back = ["SET session_replication_role = DEFAULT"]
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [*(make for _, make in found), *back]


def _house() -> None:
    from datetime import time as clock

    from django.db import connection

    from core import models

    models.ShopSettings.objects.get_or_create(pk=1, defaults={"name": "Bench"})
    for number in range(1, 4):
        place = models.Location.objects.create(
            pk=number, name=f"House {number}", slug=f"h{number}", timezone="Europe/Berlin"
        )
        models.OpeningHours.objects.bulk_create(
            models.OpeningHours(location=place, weekday=day, opens=clock(9), closes=clock(19))
            for day in range(7)
        )
    models.Designer.objects.bulk_create(
        models.Designer(pk=n, name=f"{HOUSES[n % 8]} {LAST[n]} {n}", slug=f"d{n}")
        for n in range(1, 21)
    )
    models.Category.objects.bulk_create(
        models.Category(pk=n, name=f"Category {n}", slug=f"c{n}") for n in range(1, 13)
    )
    models.Collection.objects.bulk_create(
        models.Collection(pk=n, name=f"Season {n}", slug=f"s{n}", designer_id=1 + n % 20, year=2026)
        for n in range(1, 41)
    )
    models.AppointmentType.objects.create(pk=1, name="Consultation", slug="t1", duration_minutes=60)
    for number in range(20):
        models.Stylist.objects.create(name=f"Stylist {number}", slug=f"y{number}")
        models.Room.objects.create(
            name=f"Room {number}", slug=f"r{number}", location_id=1 + number % 3
        )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_words (kind integer, n integer, word varchar(60))")
        cursor.executemany(
            "INSERT INTO bench_words VALUES (%s, %s, %s)",
            [
                (kind, n, word)
                for kind, words in enumerate((FIRST, LAST, SIZES, COLORS))
                for n, word in enumerate(words)
            ],
        )
        cursor.execute("CREATE INDEX bench_word ON bench_words (kind, n)")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")


def _statements(first: int, last: int) -> list[str]:
    from django.db import connection

    from core.models import Room, Stylist

    is_sqlite = connection.vendor == "sqlite"
    stylist = Stylist.objects.order_by("pk").values_list("pk", flat=True)[0]
    room = Room.objects.order_by("pk").values_list("pk", flat=True)[0]
    yes, no = ("1", "0") if is_sqlite else ("true", "false")
    now = "datetime('now')" if is_sqlite else "now()"
    numbers = (
        f"(WITH RECURSIVE t(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM t WHERE n < {last})"
        " SELECT n FROM t)"
        if is_sqlite
        else f"generate_series({first}::bigint, {last}::bigint)"
    )
    each = f"FROM {numbers} AS t(n)" if not is_sqlite else f"FROM {numbers} AS t"

    def word(kind: int, shift: int, count: int) -> str:
        at = f"(t.n * {SEED + shift}) % {count}"
        return f"(SELECT w.word FROM bench_words w WHERE w.kind = {kind} AND w.n = {at})"

    def pad(number: str, width: int = 7) -> str:
        return (
            f"printf('%0{width}d', {number})"
            if is_sqlite
            else f"lpad(({number})::text, {width}, '0')"
        )

    def later(seconds: str) -> str:
        """An instant so many seconds from now; the same text form that Django writes on SQLite."""
        if is_sqlite:
            return f"datetime(strftime('%s', 'now', 'start of day') + ({seconds}), 'unixepoch')"
        return f"date_trunc('day', now()) + ({seconds}) * interval '1 second'"

    # A house does not grow with its years: forty a day from today on, all the rest lies behind.
    days = min(60, last // 100)
    coming = days * 40
    place = f"({last} - t.n)"
    at = (
        f"CASE WHEN {place} < {coming} THEN ({place} / 40) * 86400 + 28800 + ({place} % 40) * 900 "
        f"ELSE -({place} - {coming} + 1) * 300 END"
    )
    first_name, last_name = word(0, 0, len(FIRST)), word(1, 4, len(LAST))
    statements = [
        f"""INSERT INTO core_product (id, name, slug, designer_id, category_id, collection_id, status,
            description, silhouette, neckline, fabric, train, tags, own, created_at, updated_at)
        SELECT t.n, {first_name} || ' ' || {word(1, 12, len(LAST))}, 'p-' || t.n, 1 + (t.n / 40) % 20,
            1 + (t.n / 7) % 12, 1 + t.n % 40,
            CASE t.n % 10 WHEN 0 THEN 'draft' WHEN 1 THEN 'archived' ELSE 'active' END,
            '', 'a-line', '', 'lace', '', '[]', '{{}}', {now}, {now} {each}""",
        f"""INSERT INTO core_variant (id, product_id, sku, barcode, size, color, other, price, cost,
            position, is_active, own, created_at, updated_at)
        SELECT t.n, CASE WHEN t.n > 1 AND t.n % 10 = 0 THEN t.n - 1 ELSE t.n END, 'SKU-' || {pad("t.n")}, '40' || {pad("t.n", 10)},
            {word(2, 0, len(SIZES))}, {word(3, 4, len(COLORS))}, CASE WHEN t.n % 10 = 0 THEN 'b' ELSE '' END,
            CASE WHEN t.n % 50 = 3 THEN NULL ELSE 300 + (t.n * {SEED}) % 4000 END, 150, 0, {yes}, '{{}}', {now}, {now}
        {each}""",
        f"""INSERT INTO core_stocklevel (id, variant_id, location_id, on_hand, reserved, reorder_level)
        SELECT t.n, t.n, 1 + t.n % 3, t.n % 7, 0, CASE WHEN t.n % 8 = 0 THEN 2 END {each}""",
        f"""INSERT INTO core_stockmovement (id, variant_id, location_id, quantity, reason, reference, note,
            door, moved_at)
        SELECT t.n, t.n, 1 + t.n % 3, CASE WHEN t.n % 7 = 0 THEN 1 ELSE t.n % 7 END,
            CASE t.n % 3 WHEN 0 THEN 'sold' ELSE 'received' END, 'PO-' || {pad("t.n / 20")}, '', 'admin', {later(f"-({last} - t.n) * 300")} {each}""",
        f"""INSERT INTO core_customer (id, name, email, phone, language, wedding_on, budget, notes,
            has_email_consent, has_sms_consent, own, created_at, updated_at)
        SELECT t.n, {first_name} || ' ' || {last_name}, 'bride' || t.n || '@example.com',
            '+49 170 ' || {pad("t.n")}, 'de', {"date(" if is_sqlite else "("}{later(f"({place} * {SEED} % 1200 - 600) * 86400")}{")" if is_sqlite else ")::date"},
            CASE WHEN t.n % 4 = 0 THEN NULL ELSE 500 + (t.n * {SEED}) % 5000 END, '', {no}, {no}, '{{}}', {now}, {now} {each}""",
        f"""INSERT INTO core_appointment (id, reference, version, status, type_id, location_id, customer_id,
            stylist_id, room_id, starts_at, ends_at, party_size, notes, booked_through,
            overbooked_reason, cancelled_by, cancel_reason, times_moved, manage_token_hash, trail, own, created_at, updated_at)
        SELECT t.n, 'B' || {pad("t.n")}, 1, CASE WHEN {place} < {coming} THEN 'confirmed' ELSE 'completed' END,
            1, 1 + t.n % 3, t.n, {stylist} + 2 * (t.n % 20), {room} + 2 * (t.n % 20), {later(at)},
            {later(f"{at} + 2700")}, 2, '', 'admin', '', '', '', 0, '', '', '{{}}', {now}, {now} {each}""",
    ]
    if is_sqlite:
        return statements
    return [*statements, *(f"SELECT setval('core_{kind}_id_seq', {last})" for kind in KINDS)]
