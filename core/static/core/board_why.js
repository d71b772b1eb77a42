// Why not: asks, while a form is filled in, what stands against its time, and offers others.
"use strict";

nexusBoard.why = (board) => {
  const { ask, wall, element, alternatives } = nexusBoard;
  const PAUSE_MS = 250;

  function reason({ message, detail }) {
    const line = element("li", "", message);
    if (detail) line.append(element("small", "", detail));
    return line;
  }

  function list(reasons) {
    const made = element("ul");
    made.append(...reasons.map(reason));
    return made;
  }

  function others(rows, take) {
    const buttons = alternatives(rows.map((row) => row.starts_at), take);
    rows.forEach((row, n) => {
      const button = buttons.children[n];
      button.textContent = `${wall.clock(row.starts_at)} with ${row.name}`;
      button.dataset.stylist = row.stylist;
    });
    return buttons;
  }

  function say(place, answer, take) {
    place.dataset.verdict = answer.is_free ? "yes" : "no";
    const head = answer.is_free ? `Free until ${answer.until}.` : "Not possible:";
    place.replaceChildren(element("p", "board-verdict", head));
    if (!answer.is_free) place.append(list(answer.reasons));
    if (answer.others.length) {
      place.append(element("p", "", "That day with somebody else:"), others(answer.others, take));
    }
    if (answer.alternatives.length) {
      const words = answer.others.length ? "Or with her:" : "Free around it:";
      place.append(element("p", "", words), alternatives(answer.alternatives, take));
    } else if (!answer.is_free) {
      const her = answer.others.length ? "With her nothing" : "Nothing";
      place.append(element("p", "", `${her} is free within a week of it.`));
    }
    if (answer.online.length) {
      place.append(element("p", "", "Brides cannot book it online:"), list(answer.online));
    }
  }

  // `query` reads the form, or answers null while it lacks something; `told` hears the answer.
  function watch(dialog, query, told = () => {}) {
    const form = dialog.querySelector("form");
    const place = form.querySelector("[data-why]");
    const overbook = form.querySelector("[data-overbook]");
    let timer = 0;
    let waiting = null;

    function take(time, { target }) {
      if (target.dataset.stylist) form.stylist.value = target.dataset.stylist;
      form.date.value = wall.day(time);
      form.time.value = wall.clock(time);
      now();
      form.time.focus();
    }

    async function now() {
      clearTimeout(timer);
      waiting?.abort();
      const asked = query();
      if (!asked) {
        place.dataset.verdict = "";
        const words = "Choose a date and a time: here you see whether it is free, and why not.";
        return place.replaceChildren(element("p", "", words));
      }
      waiting = new AbortController();
      try {
        const url = `${board.settings.urls.why}?${new URLSearchParams(asked)}`;
        const answer = await (await ask(url, { signal: waiting.signal })).json();
        say(place, answer, take);
        if (overbook) overbook.hidden = answer.is_free;
        told(answer);
      } catch (error) {
        if (error.name === "AbortError") return;
        place.dataset.verdict = "no";
        place.replaceChildren(element("p", "", error.message));
      }
    }

    function soon() {
      clearTimeout(timer);
      timer = setTimeout(now, PAUSE_MS);
    }

    const NAMES = new Set(["type", "date", "time", "stylist", "room", "party", "minutes"]);
    form.addEventListener("input", ({ target }) => NAMES.has(target.name) && soon());
    dialog.addEventListener("close", () => {
      clearTimeout(timer);
      waiting?.abort();
      place.replaceChildren();
    });
    return { now, soon };
  }

  // What a form with type, date, time, stylist, room and people asks for.
  function asked(form, more = []) {
    if (!form.date.value || !form.time.value) return null;
    const found = [
      ["location", board.state.location],
      ["starts_at", `${form.date.value}T${form.time.value}:00`],
    ];
    for (const name of ["type", "stylist", "room", "party", "minutes"]) {
      if (form[name]?.value) found.push([name, form[name].value]);
    }
    return [...found, ...more];
  }

  // Every reason against a move, in one line each; nothing when it cannot be asked.
  async function against(row, target) {
    const query = new URLSearchParams({
      location: board.state.location,
      appointment: row.id,
      starts_at: target.starts_at,
      stylist: target.stylist || row.stylist,
      room: target.room || "",
      minutes: target.minutes || row.minutes,
    });
    const answer = await ask(`${board.settings.urls.why}?${query}`)
      .then((found) => found.json())
      .catch(() => ({ reasons: [] }));
    return answer.reasons.map(({ message, detail }) => `${message} ${detail}`.trim());
  }

  return { watch, asked, against };
};
