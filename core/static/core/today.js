// Today: one tap for each step, stars and notes that save themselves, a fresh look every ten seconds.
"use strict";

(() => {
  const root = document.getElementById("today");
  if (!root) return;
  const { ask, element, toast } = nexusBoard;
  const REFRESH_MS = 10_000;
  const SEARCH_MS = 250;
  const place = document.getElementById("today-sheet");
  const finder = document.getElementById("today-find");
  const found = document.getElementById("today-found");
  const searched = document.getElementById("today-find-words");
  const sheet = nexusSheet(place);
  const query = new URL(root.dataset.sheet, location.href).search;
  let waiting = null; // the look under way
  let acting = 0; // acts under way: what a look brings meanwhile is old

  async function post(url, body) {
    const headers = {
      "Content-Type": "application/json",
      "X-CSRFToken": root.querySelector("[name=csrfmiddlewaretoken]").value,
    };
    const answer = await ask(url + query, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.json();
  }

  function notice(message) {
    const line = document.getElementById("today-notice");
    line.hidden = !message;
    line.textContent = message;
  }

  async function refresh(how = {}) {
    if (acting) return;
    waiting?.abort();
    waiting = new AbortController();
    try {
      const answer = await ask(root.dataset.sheet, { signal: waiting.signal });
      const html = await answer.text();
      notice("");
      if (!acting) sheet.show(html, how);
    } catch (error) {
      if (error.name !== "AbortError") notice(error.message);
    }
  }

  // An act, its answer on screen; the refusal, where there is one.
  async function act(card, url, body) {
    acting += 1;
    waiting?.abort();
    card.setAttribute("aria-busy", "true");
    try {
      const done = await post(url, body);
      sheet.show(done.sheet, { busyToo: card.id });
      toast(done.message);
      return null;
    } catch (error) {
      const stale = "Somebody else has changed this appointment in the meantime. Look again.";
      const isOther = error.code === "stale-version" && !body.seen;
      toast(isOther ? stale : error.message, { isRefusal: true });
      return error;
    } finally {
      acting -= 1;
      card.removeAttribute("aria-busy");
    }
  }

  const cardOf = (inside) => inside.closest(".today-card");
  const version = (card) => Number(card.dataset.version);

  function verdict(form) {
    const given = new FormData(form);
    return {
      rating: Number(given.get("rating")) || null,
      said_yes: given.has("said_yes"),
      note: given.get("note"),
    };
  }

  const seen = ({ dataset }) => ({
    rating: Number(dataset.rating) || null,
    said_yes: dataset.said === "1",
    note: dataset.note,
  });

  // One after the other: a quick second tap has to know what the first one left.
  let saving = Promise.resolve();

  function record(form) {
    const given = verdict(form);
    const gown = form.closest(".today-gown").id;
    saving = saving.then(() => save(gown, given));
  }

  async function save(gown, given) {
    const form = document.querySelector(`#${gown} [data-record]`);
    if (!form) return;
    const card = cardOf(form);
    const refusal = await act(card, form.dataset.record, { ...given, seen: seen(form) });
    if (!refusal) return;
    // What was refused is not written down: stars and yes go back, the words she wrote stay.
    for (const input of form.querySelectorAll("[type=radio], [type=checkbox]")) {
      input.checked = input.defaultChecked;
    }
    if (refusal.code !== "stale-version") return;
    await refresh({ busyToo: card.id });
    decide(refusal, () => save(gown, given));
  }

  // Two wrote down the same gown: the other's is on screen now, and hers one tap away.
  function decide(refusal, keepMine) {
    const [both] = refusal.differences;
    const button = element("button", "nx-button", `Save mine instead: ${both.hers}`);
    button.type = "button";
    button.addEventListener("click", () => (saving = saving.then(keepMine)));
    document.querySelector("#board-toasts .board-toast").append(button);
  }

  // Another gown ----------------------------------------------------------------------------------

  let asking = null; // the card that wants another gown
  let typed = 0;

  function openFinder(button) {
    asking = button;
    searched.value = "";
    found.replaceChildren();
    finder.showModal();
    searched.focus();
  }

  async function search() {
    const words = searched.value.trim();
    try {
      const answer = await ask(`${asking.dataset.find}?${new URLSearchParams({ q: words })}`);
      const html = await answer.text();
      if (searched.value.trim() === words) found.innerHTML = html;
    } catch (error) {
      found.textContent = error.message;
    }
  }

  finder.addEventListener("input", () => {
    clearTimeout(typed);
    typed = setTimeout(search, SEARCH_MS);
  });
  finder.addEventListener("keydown", (key) => {
    if (key.key !== "Enter" || key.target !== searched) return;
    key.preventDefault(); // a scanner ends with it
    clearTimeout(typed);
    search();
  });
  found.addEventListener("click", ({ target }) => {
    const hit = target.closest("[data-product]");
    if (!hit) return;
    finder.close();
    const card = document.getElementById(cardOf(asking).id);
    act(card, asking.dataset.add, { product: Number(hit.dataset.product) });
  });

  // What a finger does ------------------------------------------------------------------------------

  place.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const card = cardOf(button);
    if (button.dataset.find) openFinder(button);
    if (button.dataset.remove) act(card, button.dataset.remove, { version: version(card) });
    if (!button.dataset.to) return;
    for (const other of card.querySelectorAll("[data-to]")) other.disabled = true;
    const url = button.parentElement.dataset.step;
    act(card, url, { to: button.dataset.to, version: version(card) }).then((refusal) => {
      for (const other of card.querySelectorAll("[data-to]")) other.disabled = false;
      if (refusal) refresh();
    });
  });

  place.addEventListener("change", ({ target }) => {
    const form = target.closest("[data-record]");
    if (form) record(form);
  });
  // A second tap on the star she has takes it back.
  place.addEventListener("click", ({ target }) => {
    if (!target.matches("[name=rating]") || !target.defaultChecked) return;
    target.checked = false;
    record(target.form);
  });
  place.addEventListener("submit", (submit) => {
    submit.preventDefault();
    document.activeElement?.blur(); // which saves what was written
  });

  root.addEventListener("change", ({ target }) => target.closest(".today-jump")?.submit());
  root.addEventListener("click", ({ target }) => target.closest("[data-print]") && window.print());

  setInterval(() => document.visibilityState === "visible" && refresh(), REFRESH_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") refresh();
  });
})();
