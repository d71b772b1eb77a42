// Moving with the pointer: dragging, pulling the lower edge, clicking a free time.
"use strict";

nexusBoard.moving = (board, dialogs, why) => {
  const { wall, post, toast } = nexusBoard;
  const { state } = board;

  const seconds = (delta) => (delta?.days || 0) * 86_400 + (delta?.seconds || 0);

  async function dropped({ event, delta, newResource, revert }) {
    const row = event.extendedProps;
    const target = { starts_at: wall.add(row.start, seconds(delta)), stylist: null, room: null };
    if (newResource) target[state.view === "rooms" ? "room" : "stylist"] = Number(newResource.id);
    if (!seconds(delta) && !newResource) return;
    if (seconds(delta) && row.linked > 1) {
      target.together = await dialogs.together(row, target.starts_at);
      if (target.together === null) return revert();
    }
    await send(row, target, revert);
  }

  async function resized({ event, endDelta, revert }) {
    const row = event.extendedProps;
    const minutes = row.minutes + seconds(endDelta) / 60;
    if (minutes === row.minutes) return;
    await send(row, { starts_at: row.start, stylist: null, room: null, minutes }, revert);
  }

  async function send(row, target, revert = () => {}) {
    try {
      const done = await post(dialogs.url(row.id, "move/"), { version: row.version, ...target });
      toast(done.message);
    } catch (error) {
      revert();
      await refused(row, target, error);
    }
    board.redraw();
  }

  const TAKEN = new Set(["slot-taken", "not-offered"]);

  async function refused(row, target, error) {
    const what = target.minutes ? "keeps its length" : "was not moved";
    const who = target.minutes ? `${row.title}'s appointment` : row.title;
    const isStale = error.code === "stale-version";
    const take = (starts_at) => send(row, { ...target, starts_at });
    const asks = TAKEN.has(error.code) && !target.together;
    const details = asks ? await why.against(row, target) : [];
    const message = isStale
      ? `Somebody else has changed ${row.title}'s appointment in the meantime. ` +
        "Nothing was moved; the board now shows how it stands."
      : because(`${who} ${what}`, details, error);
    const several = details.length > 1 ? details : [];
    toast(message, { isRefusal: true, times: error.alternatives, take, details: several });
  }

  // The reasons in full say what the refusal says in short: one of them stands in its place.
  function because(said, details, error) {
    if (details.length > 1) return `${said}:`;
    return details.length ? `${said}. ${details[0]}` : `${said}. ${error.message}`;
  }

  // The calendar calls it a click however far the pointer went in between.
  const CLICK_PX = 6;
  let pressed = { clientX: 0, clientY: 0 };
  const root = document.getElementById("board");
  root.addEventListener("pointerdown", (down) => (pressed = down), { capture: true });

  // The beginning of the row clicked, in steps of the shop's own grid where they fill an hour.
  const LONGEST_ROW = 30;

  function step() {
    const { grid } = board.here();
    return grid < LONGEST_ROW && 60 % grid === 0 ? grid : LONGEST_ROW;
  }

  const row = (text) => wall.add(text, -(wall.instant(text) / 1000) % (step() * 60));

  // What was clicked: a day, a time, and the stylist or room of the column; null for no click.
  function place({ dateStr, resource, allDay, jsEvent }) {
    const way = Math.hypot(jsEvent.clientX - pressed.clientX, jsEvent.clientY - pressed.clientY);
    if (allDay || state.view === "list" || way > CLICK_PX) return null;
    const given = { date: wall.day(dateStr), time: wall.clock(row(dateStr)) };
    if (resource) given[state.view === "rooms" ? "room" : "stylist"] = resource.id;
    return given;
  }

  return { dropped, resized, place, step };
};
