"""What `tests.screenshots` photographs: addresses, and what hands do there before the picture."""

from tests.scenes import diary, inventory
from tests.scenes.diary import BEFORE_SIGNING_IN

SCREENS = diary.SCREENS | inventory.SCREENS
HANDS = diary.HANDS | inventory.HANDS
PREPARE = diary.PREPARE + inventory.PREPARE

__all__ = ["BEFORE_SIGNING_IN", "HANDS", "PREPARE", "SCREENS"]
