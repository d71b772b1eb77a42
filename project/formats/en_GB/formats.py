"""Nobody books to the second: times in forms are shown without them."""

TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
