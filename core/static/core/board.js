// The board: the calendar of one location, its filters and views, dragging, and staying up to date.
"use strict";

(() => {
  const root = document.getElementById("board");
  if (!root) return;
  const { wall, ask, post, toast } = nexusBoard;
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
    stylists: [],
    rooms: [],
    range: null,
    isDragging: false,
  };
  state.date ||= settings.locations.find((row) => row.slug === state.location).today;
  const drawing = nexusBoard.drawing(state);
  const dialogs = nexusBoard.dialogs({ settings, state, refresh });
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
    } catch (error) {
      if (error.name !== "AbortError") notice(error.message);
    }
  }

  const here = () => settings.locations.find((row) => row.slug === state.location);

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
    if (focused) {
      requestAnimationFrame(() => root.querySelector(`[data-event="${focused}"]`)?.focus());
    }
  }

  // Moving around ----------------------------------------------------------------------------

  function go(date) {
    state.date = date;
    calendar.setOption("scrollTime", scrollTime());
    calendar.setOption("date", date);
    remember();
  }

  function remember() {
    const query = new URLSearchParams({ location: state.location, view: state.view });
    if (state.date) query.set("date", state.date);
    for (const name of FILTERS) if (state[name]) query.set(name, state[name]);
    history.replaceState(null, "", `?${query}`);
    mark();
  }

  function mark() {
    root.dataset.view = state.view;
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
    const add = document.getElementById("board-new");
    if (add) add.href = addAddress({ date: state.date });
  }

  function addAddress(given) {
    const query = new URLSearchParams({ location: here().id, ...given });
    return `${settings.addUrl}?${query}`;
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
    document.getElementById("board-title").textContent =
      state.range.from === last ? wall.format(startStr, "day") : `${first} – ${end} ${last.slice(0, 4)}`;
    seen = "";
    refresh();
  }

  // Dragging ---------------------------------------------------------------------------------

  async function dropped({ event, delta, newResource, revert }) {
    const row = event.extendedProps;
    const seconds = (delta?.days || 0) * 86_400 + (delta?.seconds || 0);
    const target = { starts_at: wall.add(row.start, seconds), stylist: null, room: null };
    if (newResource) target[state.view === "rooms" ? "room" : "stylist"] = Number(newResource.id);
    if (!seconds && !newResource) return;
    await send(row, target, revert);
  }

  async function send(row, target, revert = () => {}) {
    try {
      const done = await post(dialogs.url(row.id, "move/"), { version: row.version, ...target });
      toast(done.message);
    } catch (error) {
      revert();
      const isStale = error.code === "stale-version";
      const message = isStale
        ? `Somebody else has changed ${row.title}'s appointment in the meantime. ` +
          "Nothing was moved; the board now shows how it stands."
        : `${row.title} was not moved. ${error.message}`;
      const take = (starts_at) => send(row, { ...target, starts_at });
      toast(message, { isRefusal: true, times: error.alternatives, take });
    }
    seen = "";
    refresh();
  }

  // The calendar calls it a click however far the pointer went in between.
  const CLICK_PX = 6;
  let pressed = { clientX: 0, clientY: 0 };
  root.addEventListener("pointerdown", (down) => (pressed = down), { capture: true });

  function clicked({ dateStr, resource, allDay, jsEvent }) {
    const way = Math.hypot(jsEvent.clientX - pressed.clientX, jsEvent.clientY - pressed.clientY);
    if (!settings.addUrl || allDay || state.view === "list" || way > CLICK_PX) return;
    const given = { date: wall.day(dateStr), time: wall.clock(dateStr) };
    if (resource) given[state.view === "rooms" ? "room" : "stylist"] = resource.id;
    location.href = addAddress(given);
  }

  // Up it goes -------------------------------------------------------------------------------

  const options = {
    ...drawing.options,
    editable: settings.canChange,
    pointer: Boolean(settings.addUrl),
    eventFilter: drawing.isShown,
    eventContent: drawing.content,
    eventDidMount: ({ el, event }) => {
      el.dataset.status = event.extendedProps.status || "";
      if (event.extendedProps.kind === "appointment") el.dataset.event = event.extendedProps.id;
    },
    eventClick: ({ event }) => {
      if (event.extendedProps.kind === "appointment") dialogs.open(event.extendedProps.id);
    },
    eventDragStart: () => (state.isDragging = true),
    eventDragStop: () => (state.isDragging = false),
    eventDrop: dropped,
    dateClick: clicked,
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

  raise();
  root.addEventListener("click", (click) => {
    const button = click.target.closest("button");
    if (button?.dataset.view) change("view", button.dataset.view);
    if (button?.id === "board-clear") {
      for (const name of FILTERS) state[name] = "";
      change("status", "");
    }
    if (button?.dataset.go === "today") go(here().today);
    else if (button?.dataset.go) {
      const days = { stylists: 1, rooms: 1, week: 7, list: 7 }[state.view];
      const sign = button.dataset.go === "prev" ? -1 : 1;
      go(wall.day(wall.add(state.date, sign * days * 86_400)));
    }
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
