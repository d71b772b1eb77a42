"""The diary, the brides, what everybody has of her own, and the doors of the house."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from core.models import Appointment, Product
from tests.admin.matrix.people import EVERYBODY, SIGNED_IN
from tests.admin.matrix.rows import Given, Row

SHOP, STAFF, DESK, KEEPERS, NOBODY = "vsfmo", "sfmo", "fmo", "mo", ""


def _visit(stage: Any) -> tuple[int]:
    return (stage.visit.pk,)


def _gown(stage: Any) -> tuple[int, int]:
    return (stage.now.pk, stage.tried.pk)


def _version(**more: Any) -> Given:
    def data(stage: Any) -> dict[str, Any]:
        return {"version": Appointment.objects.get(pk=stage.visit.pk).version} | more

    return data


def _verdict(_stage: Any) -> dict[str, Any]:
    seen = {"rating": None, "said_yes": False, "note": ""}
    return seen | {"rating": 5, "seen": seen}


TODAY = [
    Row("core_today", SHOP),
    Row("core_today_sheet", SHOP),
    Row("core_today_find", STAFF, NOBODY, _visit, query=lambda _s: {"q": "aur"}),
    Row(
        "core_today_step",
        NOBODY,
        STAFF,
        lambda stage: (stage.early.pk,),
        lambda stage: {"to": "confirmed", "version": stage.early.version},
        as_json=True,
    ),
    Row(
        "core_today_add",
        NOBODY,
        STAFF,
        lambda stage: (stage.now.pk,),
        lambda stage: {"product": stage.cast.aurora.pk},
        as_json=True,
    ),
    Row("core_today_record", NOBODY, STAFF, _gown, _verdict, as_json=True),
    Row(
        "core_today_remove",
        NOBODY,
        STAFF,
        _gown,
        lambda stage: {"version": stage.now.version},
        as_json=True,
    ),
]


def _when(stage: Any, clock: str = "13:00", **more: Any) -> dict[str, Any]:
    at = f"{stage.tuesday:%Y-%m-%d}T{clock}"
    return {"location": "berlin", "starts_at": at, "type": stage.cast.accessories.pk} | more


def _booking(stage: Any) -> dict[str, Any]:
    return _when(stage, customer=stage.cast.anna.pk, party=1, gowns=[])


def _days(stage: Any) -> dict[str, Any]:
    day = f"{stage.tuesday:%Y-%m-%d}"
    return {"location": "berlin", "from": day, "to": day}


def _block(stage: Any) -> dict[str, Any]:
    end = f"{stage.tuesday:%Y-%m-%d}T12:00"
    return _when(stage, "11:00", resource=stage.cast.alcove.pk, ends_at=end, note="Painting")


BOARD = [
    Row("core_appointment_board", SHOP),
    Row("core_appointment_board_events", SHOP, query=_days),
    Row("core_appointment_board_why", SHOP, query=_when),
    Row("core_appointment_board_brides", STAFF, query=lambda _s: {"q": "anna"}),
    Row("core_appointment_board_gowns", STAFF, query=_when),
    Row("core_appointment_board_things", DESK, query=_when),
    Row("core_appointment_board_panel", SHOP, NOBODY, _visit),
    Row(
        "core_appointment_board_blocked",
        SHOP,
        NOBODY,
        lambda stage: (stage.held.pk,),
        query=_when,
    ),
    Row("core_appointment_board_book", NOBODY, STAFF, data=_booking, as_json=True),
    Row("core_appointment_board_block", NOBODY, DESK, data=_block, as_json=True),
    Row(
        "core_appointment_board_unblock",
        NOBODY,
        DESK,
        lambda stage: (stage.held.pk,),
        lambda _s: {},
        as_json=True,
    ),
    Row(
        "core_appointment_board_move",
        NOBODY,
        STAFF,
        _visit,
        lambda stage: _version(starts_at=f"{stage.tuesday:%Y-%m-%d}T13:00")(stage),
        as_json=True,
    ),
    Row(
        "core_appointment_board_status",
        NOBODY,
        STAFF,
        lambda stage: (stage.early.pk,),
        lambda stage: {"to": "confirmed", "version": stage.early.version},
        as_json=True,
    ),
    Row(
        "core_appointment_board_cancel",
        NOBODY,
        STAFF,
        _visit,
        _version(reason="Ill"),
        as_json=True,
    ),
]


def _move(stage: Any) -> dict[str, Any]:
    cast, moment = stage.cast, {"date": f"{stage.tuesday:%d/%m/%Y}", "time": "13:00"}
    return _version(stylist=cast.mira.pk, room=cast.salon.pk)(stage) | moment


def _sick(stage: Any) -> dict[str, Any]:
    day = f"{stage.tuesday:%Y-%m-%d}"
    return {"who": f"stylist-{stage.cast.jo.pk}", "first_on": day, "reason": "Sick"}


def _merge(stage: Any) -> tuple[int, int]:
    keep, goes = stage.twins
    return (keep.pk, goes.pk)


def _holidays(stage: Any) -> dict[str, Any]:
    year = stage.tuesday.year + 1
    return {"country": "DE", "region": "", "year": year, "location": "", "day": f"{year}-12-25"}


DIARY = [
    Row(
        "core_appointment_advance",
        NOBODY,
        STAFF,
        lambda stage: (stage.early.pk,),
        lambda stage: {"to": "confirmed", "version": stage.early.version},
    ),
    Row("core_appointment_cancel", NOBODY, STAFF, _visit, _version(reason="Ill")),
    Row("core_appointment_reschedule", STAFF, STAFF, _visit, _move),
    Row(
        "core_rearrangement_plan",
        DESK,
        DESK,
        query=_sick,
        data=lambda stage: _sick(stage) | {"do": "apply"},
    ),
    Row("core_rearrangement_check", NOBODY, DESK),
    Row(
        "core_rearrangement_undo",
        NOBODY,
        DESK,
        lambda stage: (stage.rows["core.rearrangement"].pk,),
        lambda _s: {},
    ),
    Row(
        "core_rearrangement_called",
        NOBODY,
        DESK,
        lambda stage: (stage.rows["core.rearrangement"].pk, stage.call.pk),
        lambda _s: {"called": "yes"},
    ),
    Row("core_customer_find_duplicates", KEEPERS, KEEPERS),
    Row("core_customer_merge", KEEPERS, KEEPERS, _merge, lambda _s: {}),
    Row(
        "core_customer_merge_undo", NOBODY, KEEPERS, lambda stage: (stage.merge.pk,), lambda _s: {}
    ),
    Row("core_closedday_public_holidays", KEEPERS, KEEPERS, data=_holidays),
]


def _own_view(stage: Any) -> tuple[int]:
    views = stage.views.get(stage.letter) or stage.views["n"]
    return (views[1].pk,)


def _hers(stage: Any) -> tuple[int]:
    return (stage.strange.pk,)


SAID = {"name": "Newly named", "way": "up", "is_start": "1"}
HER_OWN = [
    Row("core_views", SIGNED_IN),
    Row(
        "core_view_save",
        NOBODY,
        SHOP,
        data=lambda _s: {"page": "core.customer", "query": "q=anna", "name": "Kept"},
    ),
    *(
        Row(f"core_view_{act}", NOBODY, SIGNED_IN, _own_view, lambda _s: SAID)
        for act in ("rename", "move", "start", "delete")
    ),
    *(
        Row(f"core_view_{act}", NOBODY, NOBODY, _hers, lambda _s: SAID, more="another's")
        for act in ("rename", "move", "start", "delete")
    ),
]


def _type_of_product(stage: Any) -> tuple[int, int]:
    return (ContentType.objects.get_for_model(Product).pk, stage.cast.aurora.pk)


def _remote(model: str, field: str) -> Given:
    asked = {"app_label": "core", "model_name": model, "field_name": field, "term": "a"}
    return lambda _stage: asked


SECRET = "a-long-secret-7"
HOUSE = [
    Row("index", SIGNED_IN, SIGNED_IN),
    Row("login", EVERYBODY, EVERYBODY),
    Row("logout", "a", EVERYBODY),
    Row("password_change", SIGNED_IN, SIGNED_IN),
    Row("password_change_done", SIGNED_IN),
    Row(
        "auth_user_password_change",
        "o",
        "o",
        lambda stage: (stage.rows["auth.user"].pk,),
        lambda _s: {"password1": SECRET, "password2": SECRET},
    ),
    Row("jsi18n", SIGNED_IN),
    Row("autocomplete", SHOP, NOBODY, query=_remote("reservation", "customer"), more="brides"),
    Row("autocomplete", SHOP, NOBODY, query=_remote("product", "designer"), more="designers"),
    Row("autocomplete", SHOP, NOBODY, query=_remote("product", "category"), more="categories"),
    Row("autocomplete", SHOP, NOBODY, query=_remote("product", "collection"), more="collections"),
    Row("autocomplete", SHOP, NOBODY, query=_remote("sample", "variant"), more="variants"),
    Row("autocomplete", SHOP, NOBODY, query=_remote("sample", "location"), more="locations"),
    Row("autocomplete", "vo", NOBODY, query=_remote("stylist", "user"), more="staff"),
    Row("search", SIGNED_IN, query=lambda _s: {"s": "aurora"}),
    Row("core_code", SIGNED_IN, query=lambda _s: {"s": "AUR-IV-36"}),
    Row("core_free", SHOP, NOBODY, lambda stage: (stage.cast.berlin.pk,)),
    Row("app_list", SHOP, SHOP, lambda _stage: ("core",)),
    Row("view_on_site", NOBODY, NOBODY, _type_of_product),
    Row("/admin/no/such/page/", NOBODY, NOBODY),
]
