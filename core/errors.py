"""What can go wrong in the shop, as facts. Each door translates them once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any


class DomainError(Exception):
    """A refusal that a person can read and a program can tell apart by `code`.

    `field` names the input that caused it, where there is one.
    """

    code = "refused"
    message = "That is not possible."

    def __init__(self, message: str = "", *, field: str = "", **facts: Any) -> None:
        self.message = message or self.message
        self.field = field
        self.facts = facts
        super().__init__(self.message)


class SlotTaken(DomainError):
    """Somebody or something needed is occupied at that time; `alternatives` are free starts (UTC).

    They may be given as a function, looked up when somebody asks: by then the locks are gone.
    """

    code = "slot-taken"
    message = "That time has just been taken."

    def __init__(
        self,
        message: str = "",
        *,
        alternatives: Sequence[datetime] | Callable[[], Sequence[datetime]] = (),
        **facts: Any,
    ) -> None:
        super().__init__(message, field="starts_at", **facts)
        self._alternatives = alternatives

    @property
    def alternatives(self) -> list[datetime]:
        if callable(self._alternatives):
            self._alternatives = self._alternatives()
        return list(self._alternatives)


class BookedAlready(DomainError):
    """She has an appointment of her own at that time; `facts` has its reference."""

    code = "booked-already"
    message = (
        "You have an appointment with us at that time already. Choose another time, or change the "
        "one you have."
    )

    def __init__(self, message: str = "", **facts: Any) -> None:
        super().__init__(message, field="starts_at", **facts)


class HoldGone(SlotTaken):
    """The time was kept for her, but not for so long."""

    code = "hold-gone"
    message = "We kept this time for a while, but that has passed. Please choose again."


class Promised(SlotTaken):
    """It cannot be blocked while appointments stand there; `facts` has their references."""

    code = "promised"


class NotOffered(DomainError):
    """The time lies outside what the shop offers: closed, too soon, too far, off the grid."""

    code = "not-offered"
    message = "The boutique does not offer that time."


class NoSample(DomainError):
    """No sample gown of the style asked for is at that location."""

    code = "no-sample"
    message = "There is no sample of this style at this location."


class AppointmentClosed(DomainError):
    """The appointment's status does not allow the move asked for."""

    code = "appointment-closed"
    message = "This appointment can no longer be changed."


class AwaitsConfirmation(AppointmentClosed):
    """The boutique has yet to say yes to what a bride asked for."""

    code = "awaits-confirmation"
    message = "The boutique still has to confirm this appointment."


class TooEarly(AppointmentClosed):
    """The clock does not allow it yet: it is not the day, or not the hour."""

    code = "too-early"
    message = "It is too early for that."


class TooLate(AppointmentClosed):
    """The bride's time for moving or cancelling by herself is over; staff still can."""

    code = "too-late"
    message = "It is too late to change this online. Please call the boutique."


class MovedTooOften(AppointmentClosed):
    """The bride has moved it as often as its type allows; staff still can."""

    code = "moved-too-often"
    message = "This appointment cannot be moved again online. Please call the boutique."


class AppointmentPassed(AppointmentClosed):
    """The time of the appointment has come; from then on only the boutique changes it."""

    code = "appointment-passed"
    message = "The time of this appointment has come. Please call the boutique."


class DoneAlready(DomainError):
    """The same form was sent before, and acted on."""

    code = "done-already"
    message = "This was done already; nothing was done twice."


class StaleVersion(DomainError):
    """Somebody else saved in between; `differences` has both versions, field by field."""

    code = "stale-version"
    message = "Somebody else changed this in the meantime. Reload and try again."

    def __init__(self, message: str = "", *, differences: Sequence[Any] = (), **facts: Any) -> None:
        super().__init__(message, **facts)
        self.differences = list(differences)


class Unconfirmed(DomainError):
    """It would change more than it seems, as the message says; it goes on once she has said yes."""

    code = "unconfirmed"


class OutOfStock(DomainError):
    """Fewer pieces on hand than the act needs; `facts` has `on_hand` and `available`."""

    code = "out-of-stock"
    message = "There are not enough pieces on hand."


class NotAllowed(DomainError):
    """The person lacks the permission for this act."""

    code = "not-allowed"
    message = "You do not have the permission for this."


class NotPossible(DomainError):
    """The input is wrong in a way that no column constraint can hold; the message says how."""

    code = "not-possible"
