"""Who and what could serve: active stylists, rooms and samples that suit a type at a location."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from core.models import AppointmentType, Location


class Suitable(NamedTuple):
    """A resource with its kind; seats of a room, product of a sample, None for the others."""

    id: int
    kind: str
    name: str
    capacity: int | None
    product_id: int | None


# One fixed statement, as in hours.py: writing it anew through the ORM cost more than running it.
# A type that names nobody may be served by all.
SUITABLE = """
SELECT one.id, one.kind, one.name, room.capacity, variant.product_id
  FROM core_resource one
  LEFT JOIN core_room room ON room.resource_ptr_id = one.id
  LEFT JOIN core_sample sample ON sample.resource_ptr_id = one.id
  LEFT JOIN core_variant variant ON variant.id = sample.variant_id
 WHERE one.is_active AND (
       one.kind = 'stylist'
       AND (one.id IN (SELECT stylist_id FROM core_appointmenttype_stylists
                        WHERE appointmenttype_id = %(type)s)
            OR NOT EXISTS (SELECT 1 FROM core_appointmenttype_stylists
                            WHERE appointmenttype_id = %(type)s))
       AND {stylist}
    OR one.kind = 'room' AND one.location_id = %(here)s
       AND (one.id IN (SELECT room_id FROM core_appointmenttype_rooms
                        WHERE appointmenttype_id = %(type)s)
            OR NOT EXISTS (SELECT 1 FROM core_appointmenttype_rooms
                            WHERE appointmenttype_id = %(type)s))
       AND {room}
    OR one.kind = 'sample' AND one.location_id = %(here)s AND sample.status = 'on-floor'
       AND variant.product_id IN ({products}))
 ORDER BY one.id
"""
THIS_ONE = "one.id = %({})s"
WORKS_HERE = """(
    one.id IN (SELECT stylist_id FROM core_workinghours WHERE location_id = %(here)s)
    OR one.id IN (SELECT stylist_id FROM core_workingexception
                   WHERE location_id = %(here)s AND applies_on BETWEEN %(first)s AND %(last)s))"""


def suitable(
    type_: AppointmentType,
    location: Location,
    days: Sequence[date],
    *,
    products: Collection[int] = (),
    stylist_id: int | None = None,
    room_id: int | None = None,
) -> list[Suitable]:
    """Least id first; without a chosen stylist those who work there in any week or on these days."""
    keys = {f"product{n}": key for n, key in enumerate(products)}
    statement = SUITABLE.format(
        stylist=WORKS_HERE if stylist_id is None else THIS_ONE.format("stylist"),
        room="1 = 1" if room_id is None else THIS_ONE.format("room"),
        products=", ".join(f"%({name})s" for name in keys) or "NULL",
    )
    given: dict[str, Any] = {"type": type_.pk, "here": location.pk}
    given |= {"first": days[0], "last": days[-1], "stylist": stylist_id, "room": room_id} | keys
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(map(Suitable._make, cursor.fetchall()))
