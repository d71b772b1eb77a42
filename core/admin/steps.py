"""The buttons for what may follow in the life of an appointment, and how they are called."""

from typing import Any

from core.models import Appointment
from core.services.appointments import life

Status = Appointment.Status

FORWARD: dict[str, tuple[str, str]] = {
    Status.CONFIRMED: ("Confirm", "event_available"),
    Status.ARRIVED: ("Arrived", "waving_hand"),
    Status.IN_PROGRESS: ("Start", "play_arrow"),
    Status.COMPLETED: ("Done", "check"),
    Status.NO_SHOW: ("No-show", "person_off"),
}
BACK: dict[tuple[str, str], str] = {
    (Status.ARRIVED, Status.NO_SHOW): "Not here",
    (Status.NO_SHOW, Status.ARRIVED): "Came after all",
}
NOT_YET: dict[str, str] = {
    Status.ARRIVED: "Not here yet",
    Status.IN_PROGRESS: "Not started yet",
    Status.COMPLETED: "Not finished yet",
    Status.NO_SHOW: "Not a no-show",
}


def steps(appointment: Appointment) -> list[dict[str, Any]]:
    """The likeliest first; going back comes last and looks quieter."""
    found = []
    back_to = life.way_back(appointment)
    for to in life.steps(appointment):
        back = BACK.get((appointment.status, to))
        if to == back_to:
            back = back or NOT_YET[appointment.status]
        label, icon = ("", "undo") if back else FORWARD[to]
        found.append({"to": to, "label": back or label, "icon": icon, "is_back": back})
    return sorted(found, key=lambda step: bool(step["is_back"]))
