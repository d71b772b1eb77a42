"""The board: the day and the week of a location, with dragging, in the admin."""

from django.urls import URLPattern, path

from core.admin.board import acts, asking, blocking, booking, pages

urls: list[URLPattern] = [
    path("board/", pages.board, name="core_appointment_board"),
    path("board/events/", pages.events, name="core_appointment_board_events"),
    path("board/book/", booking.book, name="core_appointment_board_book"),
    path("board/why/", asking.why, name="core_appointment_board_why"),
    path("board/brides/", asking.brides, name="core_appointment_board_brides"),
    path("board/gowns/", asking.gowns, name="core_appointment_board_gowns"),
    path("board/things/", blocking.things, name="core_appointment_board_things"),
    path("board/block/", blocking.block, name="core_appointment_board_block"),
    path("board/blocked/<int:pk>/", blocking.panel, name="core_appointment_board_blocked"),
    path("board/blocked/<int:pk>/remove/", blocking.unblock, name="core_appointment_board_unblock"),
    path("board/<int:pk>/", pages.panel, name="core_appointment_board_panel"),
    path("board/<int:pk>/move/", acts.move, name="core_appointment_board_move"),
    path("board/<int:pk>/status/", acts.status, name="core_appointment_board_status"),
    path("board/<int:pk>/cancel/", acts.cancel, name="core_appointment_board_cancel"),
]
"""They come before the admin's own, below the same address and with the same namespace."""
