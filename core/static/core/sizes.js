/* The grid of sizes and colours: drawn anew when a chip is chosen, prices filled in many cells. */

(() => {
  "use strict";

  const chooser = () => document.getElementById("px-chooser");
  const grid = () => document.getElementById("px-grid");
  if (!chooser()) return;

  let turn = 0;

  async function draw(submitter) {
    const mine = ++turn;
    const asked = new URLSearchParams(new FormData(chooser(), submitter));
    const answer = await fetch(`${location.pathname}?${asked}`);
    if (!answer.ok || mine !== turn) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const typed = keep();
    const focused = document.activeElement?.matches?.(".px-chip input, .px-more input, .px-run")
      ? [document.activeElement.name, document.activeElement.value] : null;
    chooser().replaceWith(page.getElementById("px-chooser"));
    grid().replaceWith(page.getElementById("px-grid"));
    restore(typed);
    wake();
    if (!focused) return;
    const [name, value] = focused;
    [...chooser().elements].find((e) => e.name === name && (e.type === "text" || e.value === value))?.focus();
  }

  /* What somebody typed survives another size: it is known by size and colour. */
  function keep() {
    const typed = new Map();
    for (const cell of document.querySelectorAll(".px-cell")) {
      for (const input of cell.querySelectorAll("input:not([type=hidden])")) {
        const isTyped = input.type === "checkbox"
          ? input.checked !== input.defaultChecked : input.value !== input.defaultValue;
        if (isTyped) typed.set(`${cell.dataset.key}${input.name[0]}`, input.type === "checkbox" ? input.checked : input.value);
      }
    }
    return typed;
  }

  function restore(typed) {
    for (const cell of document.querySelectorAll(".px-cell")) {
      for (const input of cell.querySelectorAll("input:not([type=hidden])")) {
        const value = typed.get(`${cell.dataset.key}${input.name[0]}`);
        if (value === undefined) continue;
        if (input.type === "checkbox") input.checked = value; else input.value = value;
      }
    }
  }

  function wake() {
    for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
    count();
  }

  function count() {
    const place = document.getElementById("px-count");
    if (!place) return;
    const added = grid().querySelectorAll("[name^='c-']:checked").length;
    const repriced = [...grid().querySelectorAll(".px-there .px-price")]
      .filter((input) => input.value !== input.closest("td").querySelector("[name^='w-']").value).length;
    const said = [];
    if (added) said.push(`${added} new`);
    if (repriced) said.push(`${repriced} with another price`);
    place.textContent = said.length ? `${said.join(", ")}. Nothing is saved yet.` : "";
    for (const cell of grid().querySelectorAll(".px-cell:not(.px-there)")) {
      cell.classList.toggle("px-off", !cell.querySelector("[type=checkbox]").checked);
    }
  }

  function fill({ dataset, value }) {
    const also = document.getElementById("px-also").checked;
    for (const cell of grid().querySelectorAll(".px-cell")) {
      if (dataset.fill !== "all" && cell.dataset[dataset.fill] !== dataset.index) continue;
      const isThere = cell.matches(".px-there");
      const price = cell.querySelector(".px-price");
      if (isThere ? also || !price.value : cell.querySelector("[type=checkbox]").checked) price.value = value;
    }
    count();
  }

  document.addEventListener("change", ({ target }) => {
    if (target.closest("#px-chooser")) draw();
  });
  document.addEventListener("input", ({ target }) => {
    if (target.dataset.fill) fill(target);
    else if (target.closest("#px-grid")) count();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "px-chooser") return;
    event.preventDefault();
    draw(event.submitter ?? undefined);
  });
  document.addEventListener("keydown", (event) => {
    // Enter in a price goes on to the next cell; only the button saves.
    if (event.key !== "Enter" || !event.target.matches("#px-grid input")) return;
    event.preventDefault();
    const inputs = [...grid().querySelectorAll("input.px-input")];
    inputs[inputs.indexOf(event.target) + 1]?.focus();
  });
  wake();
})();
