// Walking the board's free times by arrow keys: one stop of the Tab key, a ring around the time
// it stands on, and the same in words for whoever hears the board.
"use strict";

nexusBoard.walking = (board, { step, turn, pick }) => {
  const { wall, element } = nexusBoard;
  const stop = document.getElementById("board-walk");
  if (!stop) return { draw: () => {} };
  const words = document.getElementById("board-walk-words");
  const said = document.getElementById("board-said");
  const calendar = document.getElementById("board-calendar");
  const ring = element("div", "board-ring");
  ring.setAttribute("aria-hidden", "true");
  let fresh = null; // the server's last answer
  let at = null; // where she stands: a column and a time
  let range = null; // the days it is about

  // Other days were asked for, and their answer is not there yet.
  const isLate = () => !fresh || range !== board.state.range;

  // What is free -------------------------------------------------------------------------------

  const touches = (row, time, end) => row.start < end && time < row.end;

  // Nothing lies on this stylist or room then, and she works, and the shop is open.
  function isClear(id, time, end) {
    const isOff = (row) => !row.resource || row.resource === id;
    return !fresh.taken.some((row) => row.resource === id && touches(row, time, end)) &&
      !fresh.shades.some((row) => isOff(row) && touches(row, time, end));
  }

  const shown = () =>
    fresh.stylists.filter((row) => !board.state.stylist || String(row.id) === board.state.stylist);

  // The columns as the calendar draws them: who is meant by each, on which day.
  function columns() {
    const { view } = board.state;
    if (view === "list") return [];
    if (view !== "week") {
      const rows = view === "rooms" ? fresh.rooms : shown();
      return rows.map((row) => ({ day: range.from, row, ids: [row.id] }));
    }
    const days = [];
    for (let day = range.from; day <= range.to; day = wall.day(wall.add(day, 86_400))) days.push(day);
    return days.map((day) => ({ day, row: null, ids: shown().map((row) => row.id) }));
  }

  const hour = (text) => Number(text.slice(0, 2));
  const free = ({ ids }, time, end) => ids.filter((id) => isClear(id, time, end));
  const later = (time) => wall.add(time, step() * 60);

  // The free times of a column, from now on; in a week those at which anybody is free.
  function times(column) {
    const midnight = `${column.day}T00:00:00`;
    const last = wall.add(midnight, hour(fresh.closes) * 3600);
    const found = [];
    for (let time = wall.add(midnight, hour(fresh.opens) * 3600); time < last; time = later(time)) {
      if (time >= fresh.now && free(column, time, later(time)).length) found.push(time);
    }
    return found;
  }

  // Where to stand -------------------------------------------------------------------------------

  const apart = (one, other) => Math.abs(wall.instant(`2000-01-01T${one.slice(11)}`) -
    wall.instant(`2000-01-01T${other.slice(11)}`));

  function nearest(list, time) {
    return list.reduce((best, one) => (apart(one, time) < apart(best, time) ? one : best));
  }

  // The same place if it is still free, else the nearest one, else the first there is.
  function settle() {
    const all = columns().map(times);
    const n = at && all[at.column]?.length ? at.column : all.findIndex((list) => list.length);
    if (n < 0) at = null;
    else at = { column: n, time: at ? nearest(all[n], at.time) : all[n][0] };
  }

  function up(sign) {
    const list = times(columns()[at.column]);
    return list[list.indexOf(at.time) + sign];
  }

  function aside(sign) {
    const all = columns().map(times);
    for (let n = at.column + sign; all[n]; n += sign) {
      if (all[n].length) return { column: n, time: nearest(all[n], at.time) };
    }
    return null;
  }

  // Telling it -----------------------------------------------------------------------------------

  function until(column, time) {
    let end = later(time);
    const id = free(column, time, end)[0];
    while (wall.day(end) === column.day && isClear(id, time, later(end))) end = later(end);
    return wall.clock(end);
  }

  function sentence() {
    if (!at) return "No free time here. Page Up and Page Down look at other days.";
    const column = columns()[at.column];
    const when = `${wall.format(at.time, "spoken")} ${wall.clock(at.time)}`;
    if (column.row) return `${column.row.title}, ${when}, free until ${until(column, at.time)}`;
    const ids = free(column, at.time, later(at.time));
    const names = shown().filter((row) => ids.includes(row.id)).map((row) => row.title);
    return `${when}, free: ${names.join(", ")}`;
  }

  function say(text) {
    words.textContent = text;
    if (said.textContent !== text) said.textContent = text;
  }

  function show() {
    ring.remove();
    const column = at && columns()[at.column];
    const place = at && calendar.querySelectorAll(".ec-body .ec-day")[at.column];
    if (!place) return;
    const minutes = (wall.instant(at.time) - wall.instant(`${column.day}T00:00:00`)) / 60_000;
    const body = calendar.querySelector(".ec-body");
    const hours = hour(fresh.closes) - hour(fresh.opens);
    const tall = body.getBoundingClientRect().height / hours / 60; // pixels of a minute
    ring.style.top = `${(minutes - hour(fresh.opens) * 60) * tall}px`;
    ring.style.height = `${step() * tall}px`;
    ring.textContent = wall.clock(at.time);
    place.append(ring);
    ring.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function stand(place) {
    at = place;
    say(sentence());
    show();
  }

  // Her hands --------------------------------------------------------------------------------------

  const isHere = () => document.activeElement === stop;

  function take() {
    const { row } = columns()[at.column];
    const given = { date: wall.day(at.time), time: wall.clock(at.time) };
    if (row) given[board.state.view === "rooms" ? "room" : "stylist"] = row.id;
    pick(given);
  }

  function go(place, edge) {
    if (place) stand(place);
    else said.textContent = edge;
  }

  const KEYS = {
    ArrowDown: () => go(up(1) && { ...at, time: up(1) }, "Nothing is free later that day."),
    ArrowUp: () => go(up(-1) && { ...at, time: up(-1) }, "Nothing is free earlier that day."),
    ArrowRight: () => go(aside(1), "Nothing is free further right."),
    ArrowLeft: () => go(aside(-1), "Nothing is free further left."),
    Home: () => go({ ...at, time: times(columns()[at.column])[0] }),
    End: () => go({ ...at, time: times(columns()[at.column]).at(-1) }),
    Enter: take,
    " ": take,
  };

  stop.addEventListener("keydown", (key) => {
    const sign = { PageUp: -1, PageDown: 1 }[key.key];
    const act = KEYS[key.key];
    if (!(sign || act) || key.altKey || key.ctrlKey || key.metaKey) return;
    key.preventDefault();
    if (sign) turn(sign);
    else if (at && !isLate()) act();
  });
  stop.addEventListener("focus", () => {
    if (isLate()) return;
    settle();
    stand(at);
  });
  stop.addEventListener("blur", () => ring.remove());

  // What the server says now; who stands on a time that somebody else took hears where she is.
  function draw(answer) {
    fresh = answer;
    range = board.state.range;
    stop.hidden = board.state.view === "list";
    if (!isHere()) return;
    settle();
    if (words.textContent !== sentence()) say(sentence());
    requestAnimationFrame(() => isHere() && show()); // the calendar draws its columns anew
  }

  return { draw };
};
