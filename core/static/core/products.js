/* The product's page: pictures are added, ordered and described without leaving it. */

(() => {
  "use strict";

  const MOST_BYTES = 15 * 1024 * 1024;
  const panel = () => document.querySelector("[data-pictures]");
  const say = (text) => { panel().querySelector(".px-said").textContent = text; };
  const token = () => panel().querySelector("[name=csrfmiddlewaretoken]").value;

  async function send(url, data, said) {
    if (!data.has("csrfmiddlewaretoken")) data.append("csrfmiddlewaretoken", token());
    panel().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, {
        method: "POST", body: data, headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { html, refused } = await answer.json();
      replace(html, refused.length ? "" : said);
      return refused;
    } catch {
      say("");
      return ["The shop could not be reached, so nothing was changed. Try again."];
    } finally {
      panel().removeAttribute("aria-busy");
    }
  }

  /* The panel is drawn anew; the hand stays on the button it just pressed. */
  function replace(html, said) {
    const held = document.activeElement?.closest?.(".px-tile")?.dataset.picture;
    const button = document.activeElement?.value;
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-pictures]");
    panel().replaceWith(fresh);
    if (said) say(said);
    const tile = held && panel().querySelector(`[data-picture="${held}"]`);
    if (!tile) return;
    const wanted = tile.querySelector(`button[value="${button}"]:not([disabled])`);
    (wanted ?? tile.querySelector(".px-act:not([disabled])"))?.focus();
  }

  function refuse(sentences) {
    const list = panel().querySelector(".px-refused");
    list.replaceChildren(...sentences.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }));
    list.hidden = !sentences.length;
  }

  /* One after the other: a hundred pictures are no heavier than one, and each refusal is its own. */
  async function upload(files) {
    const url = panel().dataset.url;
    const refused = [];
    let added = 0;
    for (const [index, file] of [...files].entries()) {
      say(`Adding ${index + 1} of ${files.length}: ${file.name}`);
      if (file.size > MOST_BYTES) {
        refused.push(`${file.name} has ${Math.round(file.size / 1024 / 1024)} MB; 15 MB is the most. Save it smaller and try again.`);
        continue;
      }
      const data = new FormData();
      data.append("files", file);
      const no = await send(url, data, "");
      refused.push(...no);
      if (!no.length) added += 1;
    }
    say(added === 1 ? "1 picture added." : `${added} pictures added.`);
    refuse(refused);
  }

  async function order(moved, said) {
    const data = new FormData();
    data.append("do", "order");
    for (const tile of panel().querySelectorAll(".px-tile")) data.append("picture", tile.dataset.picture);
    refuse(await send(panel().dataset.url, data, said));
    panel().querySelector(`[data-picture="${moved}"] .px-act:not([disabled])`)?.focus();
  }

  const SAID = {
    earlier: "Moved forward.", later: "Moved back.", main: "This is the main picture now.",
    describe: "Written down.", remove: "Deleted.",
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest("[data-pictures]") || form.matches("[data-drop]")) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter?.name ? event.submitter : undefined);
    form.closest("dialog")?.close();
    refuse(await send(form.action, data, SAID[data.get("do")] ?? "Added."));
  });

  document.addEventListener("change", async ({ target }) => {
    if (target.id === "px-files") {
      await upload(target.files);
    } else if (target.matches(".px-alt input")) {
      const data = new FormData(target.form);
      data.append("do", "describe");
      const url = target.form.action;
      await fetch(url, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } })
        .then((answer) => answer.json())
        .then(({ refused }) => { refuse(refused); if (!refused.length) say("Written down."); })
        .catch(() => refuse(["The shop could not be reached, so nothing was changed. Try again."]));
    }
  });

  // Dropping files --------------------------------------------------------------------------------

  const bringsFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");

  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!bringsFiles(event) || !event.target.closest?.("[data-pictures]")) return;
      event.preventDefault();
      panel().querySelector("[data-drop]")?.classList.add("px-over");
    });
  }
  document.addEventListener("dragleave", ({ target, relatedTarget }) => {
    if (target.closest?.("[data-pictures]") && !panel().contains(relatedTarget)) {
      panel().querySelector("[data-drop]")?.classList.remove("px-over");
    }
  });
  document.addEventListener("drop", (event) => {
    if (!bringsFiles(event) || !event.target.closest?.("[data-pictures]")) return;
    event.preventDefault();
    panel().querySelector("[data-drop]")?.classList.remove("px-over");
    if (panel().querySelector("[data-drop]")) upload([...event.dataTransfer.files]);
  });

  // Dragging tiles --------------------------------------------------------------------------------

  let held = null;

  document.addEventListener("dragstart", (event) => {
    held = event.target.closest?.(".px-tile[draggable]") ?? null;
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.picture);
    requestAnimationFrame(() => held?.classList.add("px-held"));
  });
  document.addEventListener("dragover", (event) => {
    const over = held && event.target.closest?.(".px-tile");
    if (!held || !event.target.closest?.(".px-list")) return;
    event.preventDefault();
    if (!over || over === held) return;
    const tiles = [...over.parentElement.children];
    const isLater = tiles.indexOf(held) < tiles.indexOf(over);
    over.parentElement.insertBefore(held, isLater ? over.nextSibling : over);
  });
  document.addEventListener("dragend", async () => {
    if (!held) return;
    const moved = held.dataset.picture;
    held.classList.remove("px-held");
    held = null;
    await order(moved, "Put in order.");
  });
})();
