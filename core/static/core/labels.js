/* A picture of the sheet, on which the first label still there is clicked. */

(() => {
  "use strict";

  const sheet = document.querySelector(".px-labels [name=sheet]");
  const start = document.querySelector(".px-labels [name=start]");
  if (!sheet) return;

  function draw() {
    for (const map of document.querySelectorAll(".px-sheet")) {
      map.hidden = map.dataset.sheet !== sheet.value;
      for (const place of map.children) {
        const number = Number(place.dataset.place);
        place.classList.toggle("px-used", number < Number(start.value));
        place.setAttribute("aria-pressed", String(number === Number(start.value)));
      }
    }
  }

  document.addEventListener("click", ({ target }) => {
    const place = target.closest(".px-sheet [data-place]");
    if (!place) return;
    start.value = place.dataset.place;
    draw();
  });
  sheet.addEventListener("change", () => { start.value = 1; draw(); });
  start.addEventListener("input", draw);
  draw();
})();
