// The board's dialogs: the panel of an appointment, moving it, cancelling it.
// Each is a native <dialog>, so the keyboard, Escape and screen readers get what they know.
"use strict";

nexusBoard.dialogs = (board, why) => {
  const { wall, ask, post, toast, element, alternatives } = nexusBoard;
  const panel = document.getElementById("board-panel");
  const moving = document.getElementById("board-move");
  const cancelling = document.getElementById("board-cancel");
  const SAME_ROOM = "The same or a free one";
  // The model's names of fields, and what they are called here.
  const FIELDS = {
    starts_at: "time",
    ends_at: "minutes",
    customer: "bride",
    party_size: "party",
    overbooked_reason: "overbook_reason",
  };
  const acted = { panel: null, move: null, cancel: null };
  const url = (pk, act = "") => board.settings.panelUrl.replace("/0/", `/${pk}/`) + act;

  // Events ----------------------------------------------------------------------------------

  const about = (event) =>
    `${event.title}, ${event.type}, ${wall.moment(event.start)} with ${event.stylist_name}`;

  function refuse(dialog, error, take) {
    const place = dialog.querySelector(".board-refusal");
    place.replaceChildren(error.message);
    if (error.differences?.length) place.append(differences(error.differences));
    if (take && error.alternatives?.length) place.append(alternatives(error.alternatives, take));
    place.hidden = false;
    const fields = (error.fields || [])
      .map((name) => dialog.querySelector(`[name="${FIELDS[name] || name}"]`))
      .filter((field) => field?.checkVisibility());
    for (const field of fields) field.setAttribute("aria-invalid", "true");
    if (fields.length) fields[0].focus();
    else place.scrollIntoView({ block: "nearest" });
  }

  // Both versions, side by side.
  function differences(rows) {
    const list = element("ul");
    for (const { label, hers, theirs } of rows) {
      list.append(element("li", "", `${label}: you have ${hers || "nothing"}, now ${theirs || "nothing"}`));
    }
    return list;
  }

  function forgive(dialog) {
    dialog.querySelector(".board-refusal").hidden = true;
    for (const field of dialog.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  }

  // Send an act; what was refused is said in the dialog, and the board shows how things stand.
  async function send(dialog, address, body, take) {
    if (dialog.dataset.busy) return;
    dialog.dataset.busy = "1";
    forgive(dialog);
    try {
      const done = await post(address, body);
      panel.close();
      dialog.close();
      toast(done.message);
    } catch (error) {
      refuse(dialog, error, take);
      if (error.code === "stale-version") freshen(dialog);
    } finally {
      delete dialog.dataset.busy;
      board.refresh();
    }
  }

  // Somebody else was quicker: take over the newest version, so that trying again can work.
  async function freshen(dialog) {
    const name = dialog.id.replace("board-", "");
    if (name === "panel") return;
    const seen = await load(acted[name].id).catch(() => null);
    if (seen) acted[name] = seen.event;
  }

  async function load(pk) {
    const answer = await ask(url(pk));
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text(); // rendered and escaped by the server
    const event = JSON.parse(holder.content.getElementById("board-panel-event").textContent);
    return { event, content: holder.content };
  }

  // Panel -----------------------------------------------------------------------------------

  async function open(pk) {
    try {
      const { event, content } = await load(pk);
      acted.panel = event;
      panel.replaceChildren(content);
      if (!panel.open) panel.showModal();
    } catch (error) {
      toast(error.message, { isRefusal: true });
      board.refresh();
    }
  }

  panel.addEventListener("click", (click) => {
    const button = click.target.closest("button");
    if (click.target === panel || button?.hasAttribute("data-close")) panel.close();
    if (button?.dataset.do === "move") move(acted.panel);
    if (button?.dataset.do === "cancel") cancel(acted.panel);
    if (button?.dataset.look) open(Number(button.dataset.look));
    if (button?.dataset.to) {
      const { id, version } = acted.panel;
      send(panel, url(id, "status/"), { to: button.dataset.to, version });
    }
  });

  // Move ------------------------------------------------------------------------------------

  function fill(select, rows, chosen) {
    select.replaceChildren(...rows.map((row) => new Option(row.title, row.id)));
    select.value = chosen;
  }

  function move(event) {
    acted.move = event;
    const form = moving.querySelector("form");
    form.reset();
    form.minutes.value = event.minutes;
    stays(form, !event.editable);
    linked.hidden = !event.editable || event.linked < 2;
    linked.querySelector("[data-number]").textContent = event.linked;
    moving.querySelector("[data-about]").textContent = about(event);
    form.date.value = wall.day(event.start);
    form.time.value = wall.clock(event.start);
    fill(form.stylist, board.state.stylists, event.stylist);
    fill(form.room, [{ id: "", title: SAME_ROOM }, ...board.state.rooms], "");
    forgive(moving);
    moving.showModal();
    watch.now();
  }

  const linked = moving.querySelector("[data-linked]");

  // A linked one was dragged: she alone, all of them, or (null) nobody.
  function together(row, starts_at) {
    const dialog = document.getElementById("board-together");
    dialog.returnValue = "";
    dialog.querySelector("[data-about]").textContent = `${about(row)}, to ${wall.moment(starts_at)}.`;
    dialog.querySelector("[data-number]").textContent = row.linked;
    dialog.showModal();
    return new Promise((resolve) => {
      const answers = { alone: false, all: true };
      const close = () => resolve(answers[dialog.returnValue] ?? null);
      dialog.addEventListener("close", close, { once: true });
    });
  }

  // While she is here only the length is open.
  function stays(form, isHere) {
    for (const name of ["date", "time", "stylist", "room"]) form[name].disabled = isHere;
    for (const part of form.querySelectorAll("[data-stays]")) {
      part.textContent = isHere ? part.dataset.stays : part.dataset.moves;
    }
  }

  const watch = why.watch(moving, () => {
    const form = moving.querySelector("form");
    return why.asked(form, [["appointment", acted.move.id]]);
  });

  function sendMove() {
    const form = moving.querySelector("form");
    const event = acted.move;
    const minutes = Number(form.minutes.value);
    if (!form.date.value || !form.time.value) {
      return refuse(moving, { message: "Choose a date and a time.", fields: ["starts_at"] });
    }
    const reason = form.overbook_reason;
    const take = (time) => {
      form.date.value = wall.day(time);
      form.time.value = wall.clock(time);
      sendMove();
    };
    return send(
      moving,
      url(event.id, "move/"),
      {
        version: event.version,
        together: !linked.hidden && form.together.value === "all",
        starts_at: `${form.date.value}T${form.time.value}:00`,
        stylist: Number(form.stylist.value),
        room: Number(form.room.value) || null,
        minutes: minutes === event.minutes ? null : minutes,
        overbook_reason: reason && !reason.closest("[data-overbook]").hidden ? reason.value : "",
      },
      take,
    );
  }

  // Cancel ----------------------------------------------------------------------------------

  function cancel(event) {
    acted.cancel = event;
    cancelling.querySelector("[data-about]").textContent = about(event);
    cancelling.querySelector("[name=reason]").value = "";
    forgive(cancelling);
    cancelling.showModal();
  }

  function sendCancel() {
    const { id, version } = acted.cancel;
    const reason = cancelling.querySelector("[name=reason]").value;
    return send(cancelling, url(id, "cancel/"), { version, reason });
  }

  for (const [dialog, act] of [[moving, sendMove], [cancelling, sendCancel]]) {
    dialog.addEventListener("submit", (submit) => {
      submit.preventDefault();
      act();
    });
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  }

  return { open, url, send, refuse, forgive, together };
};
