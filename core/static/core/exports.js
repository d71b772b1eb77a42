// Exports: all columns or none, and how far the worker is.
"use strict";

for (const button of document.querySelectorAll("[data-tick]")) {
  button.addEventListener("click", () => {
    for (const box of button.closest("fieldset").querySelectorAll("input[type=checkbox]")) {
      box.checked = button.dataset.tick === "all";
    }
  });
}

const list = document.querySelector("[data-progress]");
const EVERY = 1000;

function open() {
  return [...list.querySelectorAll("[data-state=waiting], [data-state=working]")].filter((row) =>
    row.querySelector("progress"),
  );
}

async function look() {
  const asked = open();
  if (!asked.length) return;
  const query = asked.map((row) => `of=${row.dataset.export}`).join("&");
  try {
    const answer = await fetch(`${list.dataset.progress}?${query}`, { credentials: "same-origin" });
    const { rows } = await answer.json();
    for (const { pk, state, said, percent } of rows) {
      const row = list.querySelector(`[data-export="${pk}"]`);
      if (state !== "waiting" && state !== "working") {
        location.reload();
        return;
      }
      row.querySelector("[data-said]").textContent = said;
      row.querySelector("progress").value = percent;
    }
  } catch {
    // The network will be back; the next look tells.
  }
  setTimeout(look, EVERY);
}

if (list && open().length) setTimeout(look, EVERY);
