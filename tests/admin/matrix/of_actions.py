"""What is done to ticked rows of a list."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from tests.admin.matrix.rows import Row

SHOP, KEEPERS = "vsfmo", "mo"
OPENS = {"print_labels": "core/products/labels.html", "change_together": "core/bulk/form.html"}
ACTIONS = {
    "core.claim": {"delete_selected": "fmo"},
    "core.sample": {"delete_selected": KEEPERS, "print_labels": SHOP},
    "core.product": {
        "delete_selected": KEEPERS,
        "change_together": KEEPERS,
        "print_labels": SHOP,
        "put_on_sale": KEEPERS,
        "archive": KEEPERS,
    },
    "core.variant": {
        "delete_selected": KEEPERS,
        "change_together": KEEPERS,
        "print_labels": SHOP,
    },
    "core.designer": {"delete_selected": KEEPERS},
    "core.category": {"delete_selected": KEEPERS},
    "core.collection": {"delete_selected": KEEPERS},
    "core.customer": {"delete_selected": KEEPERS},
    "core.stylist": {"delete_selected": KEEPERS},
    "core.room": {"delete_selected": KEEPERS},
    "core.appointmenttype": {"delete_selected": KEEPERS},
    "core.reminderrule": {"delete_selected": KEEPERS},
    "auth.user": {"delete_selected": "o"},
    "auth.group": {"delete_selected": "o"},
    "core.location": {"delete_selected": KEEPERS},
    "core.closedday": {"delete_selected": KEEPERS},
}


def rows() -> list[Row]:
    return [
        _row(model, action, who) for model, some in ACTIONS.items() for action, who in some.items()
    ]


def _row(model: str, action: str, who: str) -> Row:
    def data(stage: Any) -> dict[str, Any]:
        return {"action": action, ACTION_CHECKBOX_NAME: [stage.rows[model].pk], "post": "yes"}

    name = f"{model.replace('.', '_')}_changelist"
    return Row(name, "", who, data=data, page=OPENS.get(action, ""), more=action, is_action=True)
