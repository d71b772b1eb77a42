// Booking from the board: the dialog of a new appointment, and the one that only asks for time.
"use strict";

nexusBoard.booking = (board, dialogs, why) => {
  const { ask, element, icon, picker, wall } = nexusBoard;
  const booking = document.getElementById("board-book");
  const asking = document.getElementById("board-ask");
  const { urls } = board.settings;
  const ANYBODY = { id: "", title: "Whoever is free" };
  const ANYWHERE = { id: "", title: "Any that is free" };
  const STATES = { free: "sample free", taken: "promised then", none: "no sample here" };
  let bride = null; // a key, "new", or nobody yet
  let gowns = []; // chosen, in order

  function fill(form, given) {
    form.reset();
    const { stylists, rooms, type } = board.state;
    form.stylist.replaceChildren(...[ANYBODY, ...stylists].map((row) => new Option(row.title, row.id)));
    form.room.replaceChildren(...[ANYWHERE, ...rooms].map((row) => new Option(row.title, row.id)));
    for (const name of ["date", "time", "stylist", "room", "party"]) {
      if (given[name]) form[name].value = given[name];
    }
    form.date.value ||= board.state.date;
    if (given.type || type) form.type.value = given.type || type;
  }

  // Asking -----------------------------------------------------------------------------------

  const askForm = asking.querySelector("form");
  const askWatch = why.watch(asking, () => why.asked(askForm));

  // When the shop opens that day; today the next half hour, once it is open.
  const HALF_HOUR = 1800;

  function nextTime() {
    const { today, clock } = board.here();
    const { date, shades } = board.state;
    const midnight = `${date}T00:00:00`;
    const night = shades.find((row) => !row.resource && row.start === midnight);
    const opens = night && wall.day(night.end) === date ? night.end : `${date}T10:00:00`;
    const now = `${today}T${clock}:00`;
    if (date !== today || now < opens) return wall.clock(opens);
    const past = (wall.instant(now) / 1000) % HALF_HOUR;
    return wall.clock(wall.add(now, HALF_HOUR - past));
  }

  function openAsk(given = {}) {
    fill(askForm, { time: nextTime(), ...given });
    asking.showModal();
    askWatch.now();
  }

  asking.addEventListener("submit", (submit) => {
    submit.preventDefault();
    const names = ["type", "date", "time", "stylist", "room", "party"];
    const given = Object.fromEntries(names.map((name) => [name, askForm[name].value]));
    asking.close();
    open(given);
  });
  asking.querySelector("[data-close]").addEventListener("click", () => asking.close());
  if (!booking) return { open: () => {}, openAsk };

  // The bride --------------------------------------------------------------------------------

  const form = booking.querySelector("form");
  const fresh = booking.querySelector("[data-new-bride]");
  const watch = why.watch(
    booking,
    () => {
      const her = Number.isInteger(bride) ? [["customer", bride]] : [];
      return why.asked(form, [...her, ...gowns.map((row) => ["gown", row.id])]);
    },
    (answer) => {
      for (const seen of answer.gowns) gowns.find((row) => row.id === seen.id).state = seen.state;
      drawGowns();
    },
  );

  picker({
    input: form.bride,
    list: document.getElementById("board-brides"),
    async find(text, signal) {
      if (!text) return [];
      const answer = await ask(`${urls.brides}?${new URLSearchParams({ q: text })}`, { signal });
      const { found } = await answer.json();
      return fresh ? [...found, { id: "new", title: `New bride: ${text}`, text }] : found;
    },
    choose(row) {
      bride = row.id;
      if (row.id === "new") return enterNew(row.text);
      form.bride.value = row.title;
      hideNew();
      watch.now();
    },
  });
  form.bride.addEventListener("input", () => {
    if (bride === "new") return;
    bride = null; // what was chosen is no longer what stands there
    watch.soon();
  });

  function enterNew(text) {
    fresh.hidden = false;
    form.bride.value = text;
    const kind = text.includes("@") ? "email" : /^[\d\s()+./-]+$/.test(text) ? "phone" : "name";
    form[kind].value = text;
    form[kind === "name" ? "email" : "name"].focus();
  }

  function hideNew() {
    if (fresh) fresh.hidden = true;
  }

  // Her gowns --------------------------------------------------------------------------------

  const chosen = booking.querySelector("[data-chosen]");
  const gownField = document.getElementById("board-gown");

  function badge(row) {
    const made = element("span", "board-mark", STATES[row.state]);
    made.dataset.sample = row.state;
    return made;
  }

  function drawGowns() {
    chosen.replaceChildren(
      ...gowns.map((row) => {
        const chip = element("li", "board-chip", row.title);
        const button = element("button", "board-button board-icon board-quiet");
        button.type = "button";
        button.setAttribute("aria-label", `Leave out ${row.title}`);
        button.append(icon("close"));
        button.addEventListener("click", () => change(gowns.filter((other) => other !== row)));
        chip.append(badge(row), button);
        return chip;
      }),
    );
    gownField.disabled = gowns.length >= board.settings.mostGowns;
  }

  function change(rows) {
    gowns = rows;
    drawGowns();
    watch.now();
  }

  picker({
    input: gownField,
    list: document.getElementById("board-gowns"),
    badge,
    async find(text, signal) {
      const query = why.asked(form);
      if (!query) return [];
      const address = `${urls.gowns}?${new URLSearchParams([...query, ["q", text]])}`;
      const { found } = await (await ask(address, { signal })).json();
      return found.filter((row) => !gowns.some((other) => other.id === row.id));
    },
    choose(row) {
      gownField.value = "";
      change([...gowns, row]);
    },
  });

  // Open and save ----------------------------------------------------------------------------

  function open(given = {}) {
    fill(form, given);
    bride = null;
    gowns = [];
    hideNew();
    drawGowns();
    dialogs.forgive(booking);
    booking.showModal();
    form.type.focus();
    watch.now();
  }

  function who() {
    if (bride !== "new") return bride;
    const names = ["name", "email", "phone", "wedding_on"];
    return Object.fromEntries(names.map((name) => [name, form[name].value.trim()]));
  }

  function save() {
    if (!form.date.value || !form.time.value) {
      return dialogs.refuse(booking, { message: "Choose a date and a time.", fields: ["starts_at"] });
    }
    if (!bride) {
      const message = fresh
        ? "Choose the bride from the list below the field, or “New bride”."
        : "Choose the bride from the list below the field.";
      return dialogs.refuse(booking, { message, fields: ["bride"] });
    }
    const reason = form.overbook_reason;
    const take = (time) => {
      form.date.value = time.slice(0, 10);
      form.time.value = time.slice(11, 16);
      save();
    };
    return dialogs.send(booking, urls.book, {
      location: board.state.location,
      type: Number(form.type.value),
      starts_at: `${form.date.value}T${form.time.value}:00`,
      stylist: Number(form.stylist.value) || null,
      room: Number(form.room.value) || null,
      party: Number(form.party.value),
      customer: who(),
      gowns: gowns.map((row) => row.id),
      notes: form.notes.value,
      overbook_reason: reason && !reason.closest("[data-overbook]").hidden ? reason.value : "",
    }, take);
  }

  booking.addEventListener("submit", (submit) => {
    submit.preventDefault();
    save();
  });
  booking.querySelector("[data-close]").addEventListener("click", () => booking.close());
  return { open, openAsk };
};
