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

  /* A scanner types a code and Enter before the search has begun: what has the code opens. */
  document.addEventListener("keydown", async ({ key, target }) => {
    if (key !== "Enter" || target.id !== "search-input-command" || !target.value.trim()) return;
    if (document.querySelector("#command-results-list li.active")) return;
    const address = new URL("code/", new URL(target.getAttribute("hx-get"), location.href));
    address.searchParams.set("s", target.value);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const { link } = answer.ok ? await answer.json() : {};
    if (link) location.assign(link);
  });

  /* Without the arrows of a sorted column, which are letters of the icon font, and its number. */
  function nameOf(th) {
    const copy = th.cloneNode(true);
    copy.querySelectorAll(".sortoptions, .sortpriority").forEach((mark) => mark.remove());
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

  /* A field with a search of its own has no label but the one of the list it stands for. */
  function nameSearch(select) {
    const label = select.labels?.[0];
    const box = select.nextElementSibling;
    if (!label || !box?.matches(".select2-container")) return;
    const words = label.textContent.replace("*", "").trim();
    label.id ||= `label-${select.id}`;
    const shown = box.querySelector(".select2-selection--single .select2-selection__rendered");
    shown?.setAttribute("aria-label", words);
    if (shown) box.querySelector("[role=combobox]").setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", words);
    box.querySelector("ul > .select2-selection__clear")?.setAttribute("role", "listitem");
    // The one that opens below belongs to the page, not to the field.
    if (box.matches(".select2-container--open")) {
      document.querySelector("body > .select2-container .select2-search__field")?.setAttribute("aria-label", words);
    }
  }

  const nameSearches = () => document.querySelectorAll("select.select2-hidden-accessible").forEach(nameSearch);

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("#result_list, table.formset").forEach(nameCells);
    document.getElementById("main")?.setAttribute("role", "main");
    if (document.querySelector("select[data-ajax--url], select.select2-hidden-accessible")) {
      nameSearches(); // and again as they are drawn, chosen from and opened
      new MutationObserver(nameSearches).observe(document.body, { childList: true, subtree: true });
    }
  });
})();

// Two people, one thing: she looks at both versions first, wherever they stand on the page.
document.addEventListener("DOMContentLoaded", () => {
  const versions = document.querySelector(".nx-versions");
  if (versions) {
    versions.scrollIntoView({ block: "center" });
    versions.focus({ preventScroll: true });
  }
});
