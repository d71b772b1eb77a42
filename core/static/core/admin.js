/* Small helps of the admin: dialogs, buttons that fill a form, names of the columns on a phone. */

(() => {
  "use strict";

  document.addEventListener("click", ({ target }) => {
    const opener = target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();

    const closer = target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog").close();
    if (target instanceof HTMLDialogElement) target.close(); // a click beside it

    const chip = target.closest("[data-fill-date]");
    if (chip) fill(chip);
  });

  function fill(chip) {
    for (const name of ["date", "time"]) {
      const input = document.querySelector(`form [name="${name}"]`);
      if (!input) continue;
      input.value = chip.dataset[name === "date" ? "fillDate" : "fillTime"];
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    for (const other of document.querySelectorAll("[data-fill-date]")) {
      other.setAttribute("aria-pressed", String(other === chip));
    }
  }

  /* Without the arrows of a sorted column, which are letters of the icon font. */
  function nameOf(th) {
    const copy = th.cloneNode(true);
    copy.querySelector(".sortoptions")?.remove();
    return copy.textContent.trim();
  }

  /* On a phone a row becomes a card, and each value carries the name of its column. */
  function nameCells(table) {
    const names = [...table.querySelectorAll("thead th")].map(nameOf);
    for (const row of table.querySelectorAll("tr.data-row, tr.form-row")) {
      [...row.children].forEach((cell, index) => {
        const name = (names[index] ?? "").replace(/\s*(help|\*)$/, "").replace("*", "").trim();
        if (name) cell.dataset.label = name;
      });
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("#result_list, table.formset").forEach(nameCells);
    document.getElementById("main")?.setAttribute("role", "main");
  });
})();
