// Blocked time: the dialog that blocks, the one that shows a block or a hold, and the notes of days.
"use strict";

nexusBoard.blocking = (board, dialogs) => {
  const { wall, ask, post, toast, element, icon } = nexusBoard;
  const blocking = document.getElementById("board-block");
  const showing = document.getElementById("board-claim");
  const strip = document.getElementById("board-days");
  const { urls } = board.settings;
  const here = () => new URLSearchParams({ location: board.state.location });

  // Block ------------------------------------------------------------------------------------

  async function open(given = {}) {
    const form = blocking.querySelector("form");
    form.reset();
    dialogs.forgive(blocking);
    form.first.value = form.last.value = given.date || board.state.date;
    form.starts.value = given.time || "";
    try {
      const { groups } = await (await ask(`${urls.things}?${here()}`)).json();
      form.resource.replaceChildren(...groups.map(group));
    } catch (error) {
      return toast(error.message, { isRefusal: true });
    }
    blocking.showModal();
  }

  function group({ title, things }) {
    const made = document.createElement("optgroup");
    made.label = title;
    made.append(...things.map((row) => new Option(row.title, row.id)));
    return made;
  }

  function save() {
    const form = blocking.querySelector("form");
    if (["first", "starts", "last", "ends"].some((name) => !form[name].value)) {
      return dialogs.refuse(blocking, { message: "Say from when to when." });
    }
    return dialogs.send(blocking, urls.block, {
      location: board.state.location,
      resource: Number(form.resource.value),
      starts_at: `${form.first.value}T${form.starts.value}:00`,
      ends_at: `${form.last.value}T${form.ends.value}:00`,
      note: form.note.value,
    });
  }

  if (blocking) {
    blocking.addEventListener("submit", (submit) => {
      submit.preventDefault();
      save();
    });
    blocking.querySelector("[data-close]").addEventListener("click", () => blocking.close());
  }

  // Look, and give back ----------------------------------------------------------------------

  const url = (pk, act = "") => `${board.settings.blockedUrl.replace("/0/", `/${pk}/`)}${act}`;

  async function look(pk) {
    try {
      const answer = await ask(`${url(pk)}?${here()}`);
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text(); // rendered and escaped by the server
      showing.replaceChildren(holder.content);
      if (!showing.open) showing.showModal();
    } catch (error) {
      toast(error.message, { isRefusal: true });
      board.refresh();
    }
  }

  showing.addEventListener("click", (click) => {
    const button = click.target.closest("button");
    if (click.target === showing || button?.hasAttribute("data-close")) showing.close();
    if (button?.dataset.remove) dialogs.send(showing, url(button.dataset.remove, "remove/"), {});
  });

  // What is different on these days -------------------------------------------------------------

  function note({ day, text }) {
    const made = element("li", "board-day");
    made.append(icon(text.startsWith("Closed") ? "door_front" : "event_busy"));
    const isOneDay = board.state.range.from === board.state.range.to;
    made.append(element("span", "", isOneDay ? text : `${wall.format(day, "short")}: ${text}`));
    return made;
  }

  // Midnight belongs to the day before.
  function until(end) {
    if (wall.clock(end) !== "00:00") return wall.moment(end);
    return `the end of ${wall.format(wall.add(end, -1), "short")}`;
  }

  function away(row) {
    const made = element("li", "board-day");
    const button = element("button", "board-link");
    button.type = "button";
    button.textContent = `${row.who} away until ${until(row.end)}: ${row.title}`;
    button.addEventListener("click", () => look(row.id));
    made.append(icon("checkroom"), button);
    return made;
  }

  function draw(fresh) {
    strip.replaceChildren(...fresh.notes.map(note), ...fresh.away.map(away));
    strip.hidden = !strip.children.length;
  }

  return { open, look, draw };
};
