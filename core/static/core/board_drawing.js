// How the board draws: rows of the server become the calendar's columns, events and shades.
"use strict";

nexusBoard.drawing = (state) => {
  const { wall, element, icon } = nexusBoard;

  const clockFormat = { hour: "2-digit", minute: "2-digit", hour12: false };
  const options = {
    views: { listDays: { type: "listWeek", duration: { days: 7 } } },
    locale: document.documentElement.lang || "en-gb",
    firstDay: 1,
    headerToolbar: { start: "", center: "", end: "" },
    buttonText: (text) => ({ ...text, prev: "Earlier", next: "Later" }),
    allDaySlot: false,
    nowIndicator: true,
    slotDuration: "00:30",
    snapDuration: "00:15",
    slotHeight: 30,
    slotLabelFormat: clockFormat,
    eventTimeFormat: clockFormat,
    slotEventOverlap: false,
    dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
    listDayFormat: { weekday: "long", day: "numeric", month: "long" },
    listDaySideFormat: () => "",
    noEventsContent: "Nothing booked in these days.",
  };

  function columns() {
    const rows = state.view === "rooms" ? state.rooms : state.stylists;
    const chosen = state.view === "rooms" || !state.stylist;
    return rows
      .filter((row) => chosen || String(row.id) === state.stylist)
      .map((row) => ({ id: row.id, title: row.title, extendedProps: { color: row.color } }));
  }

  const SHORT_MS = 30 * 60_000;
  const MARKS = {
    requested: "hourglass_top",
    arrived: "waving_hand",
    "in-progress": "play_arrow",
    completed: "check",
    "no-show": "person_off",
    cancelled: "close",
  };

  const isShort = (row) => wall.instant(row.end) - wall.instant(row.start) <= SHORT_MS;
  const color = (text) => (/^#[0-9a-f]{6}$/i.test(text) ? text : "#9d5c75");

  const asEvent = (row) => ({
    id: `a${row.id}`,
    start: row.start,
    end: row.end,
    resourceIds: [row.stylist, row.room],
    startEditable: row.editable,
    durationEditable: row.resizable,
    classNames: [
      "board-event",
      ...(row.is_overbooked ? ["board-overbooked"] : []),
      ...(isShort(row) ? ["board-short"] : []),
      ...(state.colors === "status" ? [`board-is-${row.status}`] : []),
    ],
    styles: state.colors === "status" ? [] : [`--type: ${color(row.color)}`],
    extendedProps: { ...row, kind: "appointment" },
  });

  const asClaim = (row) => ({
    id: `c${row.id}`,
    start: row.start,
    end: row.end,
    resourceIds: row.resources,
    editable: false,
    classNames: ["board-claim", `board-${row.kind}`],
    extendedProps: row,
  });

  // Closed time shades every column, time off that of one stylist; the week has no columns.
  function shades(fresh) {
    const everybody = [...fresh.stylists, ...fresh.rooms].map((row) => row.id);
    return fresh.shades.map((shade, index) => ({
      id: `s${index}`,
      start: shade.start,
      end: shade.end,
      display: "background",
      resourceIds: shade.resource ? [shade.resource] : everybody,
      classNames: ["board-shade"],
      extendedProps: { kind: shade.resource ? "off" : "closed" },
    }));
  }

  // Why a day is not like others, written into its column.
  const asNote = (fresh) => (row, index) => ({
    id: `n${index}`,
    start: `${row.day}T00:00:00`,
    end: wall.add(`${row.day}T00:00:00`, 86_400),
    display: "background",
    resourceIds: row.resource ? [row.resource] : [...fresh.stylists, ...fresh.rooms].map((one) => one.id),
    classNames: ["board-note"],
    extendedProps: { kind: row.resource ? "off" : "closed", text: row.text },
  });

  // Somebody's time off is no shade on the week of all; it is on hers.
  const isShown = ({ event }) =>
    event.extendedProps.kind !== "off" ||
    state.view !== "week" ||
    event.resourceIds.includes(state.stylist);

  function content({ event, timeText }) {
    const row = event.extendedProps;
    if (event.display === "background") {
      return { domNodes: row.text ? [element("p", "board-note-text", row.text)] : [] };
    }
    if (!row.kind) return undefined; // the calendar's own marks
    const time = clocks(row);
    if (event.display === "preview") {
      time.textContent = timeText; // where it would land
      return { domNodes: [time, element("strong", "", row.title)] };
    }
    const nodes = [time, element("strong", "", row.title)];
    if (row.kind !== "appointment") {
      return { domNodes: [...nodes, element("span", "board-where", row.who)] };
    }
    const where = { stylists: row.room_name, rooms: row.stylist_name }[state.view];
    // A narrow strip has no place for these, a screen reader has.
    const hidden = isShort(row) && state.view === "week" ? "board-hidden" : "";
    nodes.push(
      element("span", hidden || "board-type", row.type),
      element("span", hidden || "board-where", where || `${row.stylist_name}, ${row.room_name}`),
    );
    if (where) nodes.push(element("span", "board-hidden", besides(row)));
    if (MARKS[row.status]) nodes.push(mark(row));
    if (row.gowns) {
      const gowns = element("span", "board-gown-count", String(row.gowns));
      gowns.prepend(icon("checkroom"));
      gowns.append(element("span", "board-hidden", row.gowns === 1 ? " gown" : " gowns"));
      nodes.push(gowns);
    }
    return { domNodes: nodes };
  }

  // Days that are blocked from midnight to midnight have no hours worth a look.
  function clocks(row) {
    const [begin, end] = [wall.clock(row.start), wall.clock(row.end)];
    if (begin === "00:00" && end === "00:00") return element("time", "", "All day");
    const time = element("time", "", begin);
    const isNarrow = state.view === "week" || (isShort(row) && state.view !== "list");
    time.append(element("span", isNarrow ? "board-hidden" : "", ` – ${end}`));
    return time;
  }

  // What the eye reads from column and colour.
  function besides(row) {
    const column = state.view === "rooms" ? `in ${row.room_name}` : `with ${row.stylist_name}`;
    return row.is_overbooked ? `${column}, overbooked` : column;
  }

  function mark(row) {
    const made = element("span", "board-mark");
    made.dataset.status = row.status;
    made.title = row.status_label;
    made.append(icon(MARKS[row.status]), element("span", "", row.status_label));
    return made;
  }

  const events = (fresh) => [
    ...fresh.events.map(asEvent),
    ...fresh.claims.map(asClaim),
    ...shades(fresh),
    ...fresh.notes.map(asNote(fresh)),
  ];

  // The calendar calls its grid a table whose body has no rows; a screen reader then finds neither.
  // Its head stays a table of column names, what stands below are buttons.
  function heal(place) {
    const head = place.querySelector(".ec-time-grid .ec-header");
    if (!head) return;
    place.querySelector(".ec").removeAttribute("role");
    head.setAttribute("role", "table");
    head.setAttribute("aria-label", "Columns");
    for (const part of place.querySelectorAll(".ec-body, .ec-body > .ec-grid, .ec-body .ec-day")) {
      if (part.hasAttribute("role")) part.removeAttribute("role");
    }
  }

  return { heal, options, columns, events, isShown, content };
};
