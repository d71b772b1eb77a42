// Import: a file dropped, a bar that moves, and buttons that work once.
"use strict";

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const mark = (over) => zone.classList.toggle("im-drop-over", over);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
  zone.addEventListener("dragleave", () => mark(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
  });
}

for (const work of document.querySelectorAll("[data-progress]")) {
  const bar = work.querySelector("progress");
  const said = work.querySelector("[data-said]");
  const title = work.querySelector("h2");
  const look = async () => {
    let wait = 1000;
    try {
      const answer = await fetch(work.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 404) return location.reload();
      const now = await answer.json();
      if (!now.is_working) return location.reload();
      if (now.percent === null) bar.removeAttribute("value");
      else bar.value = now.percent;
      said.textContent = now.said;
      title.textContent = now.doing;
    } catch {
      wait = 4000;  // the connection comes back, or it does not
    }
    setTimeout(look, wait);
  };
  setTimeout(look, 400);
}
