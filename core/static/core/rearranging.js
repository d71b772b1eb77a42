/* The list of proposals: shows what a row needs, asks the shop whether it works, says why not. */

(() => {
  "use strict";

  const ICONS = {
    moved: "check_circle",
    call: "call",
    left: "pause_circle",
    cancelled: "event_busy",
    refused: "block",
  };

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  }

  function lines(verdict) {
    const why = verdict.why.map((line) => element("li", "", line));
    return [...why, ...verdict.details.map((line) => element("li", "nx-quiet", line))];
  }

  function chip(option) {
    const made = element("button", "nx-chip", option.words);
    made.type = "button";
    Object.assign(made.dataset, { date: option.date, time: option.time, stylist: option.stylist });
    return made;
  }

  function show(row, verdict) {
    row.dataset.state = verdict.state;
    row.querySelector(".ra-said .material-symbols-outlined").textContent = ICONS[verdict.state];
    row.querySelector("[data-words]").textContent = verdict.words;
    row.querySelector(".ra-why").hidden = verdict.is_fine;
    row.querySelector("[data-why]").replaceChildren(...lines(verdict));
    row.querySelector("[data-options]").replaceChildren(...verdict.options.map(chip));
  }

  function start(form) {
    const rows = [...form.querySelectorAll("[data-row]")];
    const summary = document.getElementById("ra-summary");
    let waiting = 0;
    let asking = null;

    function tell(text) {
      if (summary && summary.textContent !== text) summary.textContent = text;
    }

    function sum() {
      const refused = rows.filter((row) => row.dataset.state === "refused").length;
      tell(refused ? `${refused} of ${rows.length} cannot be done like this.` : "");
    }

    function busy(is) {
      for (const row of rows) row.setAttribute("aria-busy", String(is));
    }

    async function check() {
      asking?.abort();
      asking = new AbortController();
      busy(true);
      try {
        const options = { method: "POST", body: new FormData(form), signal: asking.signal };
        const answer = await fetch(form.dataset.check, { ...options, credentials: "same-origin" });
        if (!answer.ok || answer.redirected) throw new Error("refused");
        const found = await answer.json();
        for (const row of rows) if (found.rows[row.dataset.row]) show(row, found.rows[row.dataset.row]);
        busy(false);
        sum();
        if (found.notices.length) tell(found.notices.join(" "));
      } catch (error) {
        if (error.name === "AbortError") return;
        busy(false);
        tell("This could not be checked. Reload the page if it does not help to try again.");
      }
    }

    function later() {
      clearTimeout(waiting);
      waiting = setTimeout(check, 350);
    }

    form.addEventListener("input", ({ target }) => {
      const row = target.closest("[data-row]");
      if (!row) return;
      if (target.name.endsWith("-act")) row.dataset.act = target.value;
      if (!target.name.endsWith("-reason")) later();
    });

    form.addEventListener("click", ({ target }) => {
      const option = target.closest("[data-options] button");
      if (!option) return;
      const row = option.closest("[data-row]");
      for (const name of ["date", "time", "stylist"]) {
        row.querySelector(`[name$="-${name}"]`).value = option.dataset[name];
      }
      row.querySelector('[name$="-time"]').focus();
      check();
    });

    sum();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("ra-plan");
    if (form) start(form);
    for (const select of document.querySelectorAll("[data-submits]")) {
      select.addEventListener("change", () => select.form.requestSubmit());
    }
  });
})();
