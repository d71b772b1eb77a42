// The board's small talk: wall-clock arithmetic, requests to the server, and toasts.
// Times are texts like 2026-05-12T10:00:00, as the clock at the location shows them. They are
// reckoned as if they were UTC, so that the browser's own time zone never has a say.
"use strict";

window.nexusBoard = (() => {
  const lang = document.documentElement.lang || "en-gb";
  const token = () => document.querySelector("#board [name=csrfmiddlewaretoken]").value;
  const formats = {
    day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
    short: { weekday: "short", day: "numeric", month: "short" },
    spoken: { weekday: "long", day: "numeric", month: "long" },
  };
  for (const name of Object.keys(formats)) {
    formats[name] = new Intl.DateTimeFormat(lang, { ...formats[name], timeZone: "UTC" });
  }

  const wall = {
    instant: (text) => Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19) || "00:00:00"}Z`),
    text: (instant) => new Date(instant).toISOString().slice(0, 19),
    add: (text, seconds) => wall.text(wall.instant(text) + seconds * 1000),
    day: (text) => text.slice(0, 10),
    clock: (text) => text.slice(11, 16),
    format: (text, name) => formats[name].format(wall.instant(text)),
    moment: (text) => `${wall.format(text, "short")}, ${wall.clock(text)}`,
  };

  class Refused extends Error {
    constructor(body) {
      super(body.message);
      this.code = body.code;
      this.alternatives = body.alternatives || [];
      this.fields = body.fields || [];
      this.differences = body.differences || [];
    }
  }

  async function ask(url, options = {}) {
    let answer;
    try {
      answer = await fetch(url, { credentials: "same-origin", ...options });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      const message = "The shop's server cannot be reached. Nothing was changed.";
      throw new Refused({ code: "offline", message });
    }
    if (answer.redirected) {
      const message = "You have been signed out. Reload the page and sign in again.";
      throw new Refused({ code: "signed-out", message });
    }
    if (answer.ok) return answer;
    let body = null;
    try {
      body = await answer.json();
    } catch {
      body = { code: "broken", message: "That did not work. Reload the board and try again." };
    }
    throw new Refused(body);
  }

  async function post(url, body) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
    const answer = await ask(url, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.json();
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function icon(name) {
    const made = element("span", "material-symbols-outlined", name);
    made.setAttribute("aria-hidden", "true");
    return made;
  }

  function alternatives(times, take) {
    const row = element("div", "board-alternatives");
    for (const time of times) {
      const button = element("button", "board-button", wall.moment(time));
      button.type = "button";
      button.addEventListener("click", (click) => take(time, click));
      row.append(button);
    }
    return row;
  }

  // A toast stays until it is closed when it refuses something, and a few seconds when it reports.
  function toast(message, { isRefusal = false, times = [], take = null, details = [] } = {}) {
    const place = document.getElementById("board-toasts");
    const spot = place.querySelector(isRefusal ? "[data-refusals]" : "[data-reports]");
    const made = element("div", isRefusal ? "board-toast board-toast-no" : "board-toast");
    const close = () => {
      made.remove();
      if (!place.querySelector(".board-toast")) place.hidePopover();
    };
    made.append(icon(isRefusal ? "block" : "check_circle"), element("p", "", message));
    const button = element("button", "board-button board-icon board-quiet");
    button.type = "button";
    button.setAttribute("aria-label", "Close this message");
    button.append(icon("close"));
    button.addEventListener("click", close);
    made.append(button);
    if (details.length) {
      const list = element("ul", "board-details");
      list.append(...details.map((text) => element("li", "", text)));
      made.append(list);
    }
    if (times.length) {
      const take_one = (time) => {
        close();
        take(time);
      };
      made.append(alternatives(times, take_one));
    }
    for (const old of place.querySelectorAll(".board-toast")) old.remove();
    // In sight before it has words: a screen reader says what changes in what it can see.
    if (!place.matches(":popover-open")) place.showPopover();
    spot.append(made);
    if (!isRefusal) setTimeout(() => made.isConnected && close(), 6000);
  }

  return { wall, ask, post, toast, element, icon, alternatives };
})();
