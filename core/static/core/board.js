// The board: the calendar of one location, its filters and views, dragging, and staying up to date.
"use strict";

(() => {
  const root = document.getElementById("board");
  if (!root) return;
  const { wall, ask } = nexusBoard;
  const settings = JSON.parse(document.getElementById("board-settings").textContent);
  const REFRESH_MS = 10_000;
  const PHONE = matchMedia("(max-width: 767px)");
  const VIEWS = {
    stylists: "resourceTimeGridDay",
    rooms: "resourceTimeGridDay",
    week: "timeGridWeek",
    list: "listDays",
  };
  const FILTERS = ["stylist", "type", "status"];

  const asked = new URLSearchParams(location.search);
  const state = {
    location: settings.location,
    view: VIEWS[asked.get("view")] ? asked.get("view") : PHONE.matches ? "list" : "stylists",
    date: /^2\d{3}-\d\d-\d\d$/.test(asked.get("date") || "") ? asked.get("date") : "", // today, see below
    stylist: asked.get("stylist") || "",
    type: asked.get("type") || "",
    status: asked.get("status") || "",
    colors: asked.get("colors") === "status" ? "status" : "type",
    stylists: [],
    rooms: [],
    shades: [],
    range: null,
    isDragging: false,
  };
  state.date ||= settings.locations.find((row) => row.slug === state.location).today;
  const drawing = nexusBoard.drawing(state);
  const here = () => settings.locations.find((row) => row.slug === state.location);
  const board = { settings, state, here, refresh, redraw };
  const why = nexusBoard.why(board);
  const dialogs = nexusBoard.dialogs(board, why);
  const booking = nexusBoard.booking(board, dialogs, why);
  const blocking = nexusBoard.blocking(board, dialogs);
  const moving = nexusBoard.moving(board, dialogs, why);
  const walking = nexusBoard.walking(board, { step: moving.step, turn, pick: booking.open });
  let calendar = null;
  let seen = ""; // the answer on screen; the same again changes nothing, so focus stays
  let waiting = null; // the request under way
  let drawn = {}; // what the calendar was told last

  // What is on screen -------------------------------------------------------------------------

  function address() {
    const query = new URLSearchParams({ location: state.location, ...state.range });
    for (const name of FILTERS) if (state[name]) query.set(name, state[name]);
    return `${settings.eventsUrl}?${query}`;
  }

  async function load() {
    waiting?.abort();
    waiting = new AbortController();
    const answer = await ask(address(), { signal: waiting.signal });
    return answer.text();
  }

  function notice(message) {
    const place = document.getElementById("board-notice");
    place.hidden = !message;
    place.textContent = message;
  }

  async function refresh() {
    if (!state.range) return;
    try {
      const text = await load();
      notice("");
      if (state.isDragging) return;
      const fresh = JSON.parse(text);
      clock(fresh);
      // The clock moves on while nothing else does; it is no reason to draw everything anew.
      const same = JSON.stringify({ ...fresh, now: "" });
      if (same !== seen) show(fresh);
      seen = same;
      walking.draw(fresh);
    } catch (error) {
      if (error.name !== "AbortError") notice(error.message);
    }
  }

  // Draw anew even where the server's answer is the same: something was dragged out of place.
  function redraw() {
    seen = "";
    return refresh();
  }

  function clock(fresh) {
    here().today = wall.day(fresh.now);
    here().clock = wall.clock(fresh.now);
    document.getElementById("board-clock").textContent =
      `It is ${here().clock} in ${here().name}`;
  }

  function show(fresh) {
    const focused = document.activeElement?.dataset?.event;
    state.stylists = fresh.stylists;
    state.rooms = fresh.rooms;
    state.shades = fresh.shades;
    if (fresh.offset !== here().offset) {
      // The clocks of the location were changed while the board was open.
      here().offset = fresh.offset;
      raise();
    }
    for (const [name, value] of [
      ["slotMinTime", fresh.opens],
      ["slotMaxTime", fresh.closes],
      ["resources", drawing.columns()],
      ["events", drawing.events(fresh)],
    ]) {
      if (drawn[name] !== JSON.stringify(value)) calendar.setOption(name, value);
      drawn[name] = JSON.stringify(value);
    }
    fillStylists();
    blocking.draw(fresh);
    overbooked(fresh.events);
    if (focused) {
      requestAnimationFrame(() => root.querySelector(`[data-event="${focused}"]`)?.focus());
    }
  }

  function overbooked(events) {
    const count = events.filter((row) => row.is_overbooked && row.status !== "cancelled").length;
    const place = document.getElementById("board-over");
    place.hidden = !count;
    place.textContent = `${count} overbooked`;
  }

  // Moving around ----------------------------------------------------------------------------

  function go(date) {
    state.date = date;
    calendar.setOption("scrollTime", scrollTime());
    calendar.setOption("date", date);
    remember();
  }

  // Another day, or seven.
  function turn(sign) {
    const days = { stylists: 1, rooms: 1, week: 7, list: 7 }[state.view];
    go(wall.day(wall.add(state.date, sign * days * 86_400)));
  }

  function remember() {
    const query = new URLSearchParams({ location: state.location, view: state.view });
    if (state.date) query.set("date", state.date);
    for (const name of FILTERS) if (state[name]) query.set(name, state[name]);
    if (state.colors === "status") query.set("colors", "status");
    history.replaceState(null, "", `?${query}`);
    mark();
  }

  function mark() {
    root.dataset.view = state.view;
    root.dataset.colors = state.colors;
    for (const button of root.querySelectorAll("[data-colors]")) {
      button.setAttribute("aria-pressed", String(button.dataset.colors === state.colors));
    }
    for (const button of root.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    }
    for (const select of root.querySelectorAll(".board-choices select")) {
      select.value = state[select.name];
    }
    const active = FILTERS.filter((name) => state[name]).length;
    const count = document.getElementById("board-filter-count");
    count.hidden = !active;
    count.textContent = active;
    document.getElementById("board-clear").hidden = !active;
    document.getElementById("board-date").value = state.date;
  }

  function fillStylists() {
    const select = root.querySelector("select[name=stylist]");
    const options = state.stylists.map((row) => new Option(row.title, row.id));
    select.replaceChildren(select.options[0], ...options);
    select.value = state.stylist;
  }

  function change(name, value) {
    state[name] = value;
    seen = "";
    if (name === "location") state.stylist = "";
    if (name === "location" || name === "view") raise();
    remember();
    refresh();
  }

  function dated({ startStr, endStr }) {
    const last = wall.day(wall.add(endStr, -1));
    const range = { from: wall.day(startStr), to: last };
    if (seen === "" && JSON.stringify(range) === JSON.stringify(state.range)) return;
    state.range = range;
    const [first, end] = [startStr, last].map((text) => wall.format(text, "short"));
    const words = range.from === last ? wall.format(startStr, "spoken") : `${first} – ${end}`;
    const year = last.slice(0, 4) === here().today.slice(0, 4) ? "" : ` ${last.slice(0, 4)}`;
    document.getElementById("board-title").textContent = words + year;
    seen = "";
    refresh();
  }

  // Up it goes -------------------------------------------------------------------------------

  const options = {
    ...drawing.options,
    editable: settings.canChange,
    eventDurationEditable: settings.canChange,
    pointer: settings.canAdd,
    eventFilter: drawing.isShown,
    eventContent: drawing.content,
    eventDidMount: ({ el, event }) => {
      el.dataset.status = event.extendedProps.status || "";
      if (event.extendedProps.kind === "appointment") el.dataset.event = event.extendedProps.id;
    },
    eventClick: ({ event }) => {
      const { kind, id } = event.extendedProps;
      if (kind === "appointment") dialogs.open(id);
      else if (id) blocking.look(id);
    },
    eventDragStart: () => (state.isDragging = true),
    eventDragStop: () => (state.isDragging = false),
    eventDrop: moving.dropped,
    eventResizeStart: () => (state.isDragging = true),
    eventResizeStop: () => (state.isDragging = false),
    eventResize: moving.resized,
    dateClick: (click) => {
      const given = settings.canAdd && moving.place(click);
      if (given) booking.open(given);
    },
    datesSet: dated,
  };

  // Today begins two hours ago, so that the line of now is in sight; other days at their start.
  function scrollTime() {
    const hours = Number(here().clock.slice(0, 2)) - 2;
    return { hours: state.date === here().today ? Math.max(hours, 0) : 0 };
  }

  // A new calendar for each view and location: this one shifts what it shows when its time zone
  // changes, and the clock on the wall must not be shifted.
  function raise() {
    if (calendar) EventCalendar.destroy(calendar);
    drawn = {};
    calendar = EventCalendar.create(document.getElementById("board-calendar"), {
      ...options,
      view: VIEWS[state.view],
      date: state.date,
      timeZone: here().offset,
      scrollTime: scrollTime(),
    });
  }

  const place = document.getElementById("board-calendar");
  new MutationObserver(() => drawing.heal(place)).observe(place, { childList: true, subtree: true });
  raise();
  root.addEventListener("click", (click) => {
    const button = click.target.closest("button");
    if (button?.dataset.view) change("view", button.dataset.view);
    if (button?.dataset.colors) change("colors", button.dataset.colors);
    if (button?.dataset.open === "book") booking.open();
    if (button?.dataset.open === "ask") booking.openAsk();
    if (button?.dataset.open === "block") blocking.open();
    if (button?.id === "board-clear") {
      for (const name of FILTERS) state[name] = "";
      change("status", "");
    }
    if (button?.dataset.go === "today") go(here().today);
    else if (button?.dataset.go) turn(button.dataset.go === "prev" ? -1 : 1);
  });
  root.addEventListener("change", ({ target }) => {
    if (target.closest(".board-choices")) change(target.name, target.value);
    if (target.id === "board-date" && target.value) go(target.value);
  });

  document.getElementById("board-filters").open = !PHONE.matches;
  mark();
  setInterval(() => document.visibilityState === "visible" && refresh(), REFRESH_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") refresh();
  });
})();
