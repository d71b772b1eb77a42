/* Counting with a scanner, a keyboard or the camera: one scan after the other, none lost on the way. */

(() => {
  "use strict";

  const AGAIN_AFTER = 1600; // milliseconds before the camera takes the same code once more
  const form = document.getElementById("st-scan");
  const input = document.getElementById("st-code");
  const said = document.getElementById("st-said");
  const counted = document.getElementById("st-counted");
  const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
  let last = Promise.resolve();

  // The attribute alone is passed over by browsers when the page comes slowly.
  if (document.activeElement === document.body) input.focus();

  function tell(words, isFault) {
    said.textContent = words;
    said.className = isFault ? "st-fault" : "st-well";
    if (isFault) navigator.vibrate?.([80, 60, 80]);
    else navigator.vibrate?.(30);
  }

  /* A scanner is quicker than the network: each waits for the one before. */
  function send(fields) {
    last = last.then(() => post(fields));
    return last;
  }

  async function post(fields) {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "X-CSRFToken": token },
        body: new URLSearchParams(fields),
      });
      if (answer.redirected) throw new Error("signed out");
      const told = await answer.json();
      tell(told.message, !answer.ok);
      if (told.lines) counted.innerHTML = told.lines;
    } catch {
      tell(`No connection: ${fields.code ?? "the last change"} may not be counted. Reload and look.`, true);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = input.value.trim();
    input.value = "";
    input.focus();
    if (code) send({ code });
  });

  function set(row, quantity) {
    const amount = String(quantity).trim();
    if (/^\d{1,7}$/.test(amount)) send({ variant: row.dataset.variant, quantity: amount });
    else tell("Write a whole number of pieces.", true);
  }

  counted.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-step]");
    if (!button) return;
    const row = button.closest("[data-variant]");
    set(row, Math.max(0, Number(row.querySelector("input").value) + Number(button.dataset.step)));
  });

  counted.addEventListener("change", ({ target }) => {
    set(target.closest("[data-variant]"), target.value);
  });

  counted.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.target.blur();
  });

  /* The camera, where the browser can read codes. */
  const button = document.getElementById("st-camera");
  const video = document.getElementById("st-video");
  let stream = null;

  if ("BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) {
    button.hidden = false;
    button.addEventListener("click", () => (stream ? stop() : start()));
  }

  function stop() {
    for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.hidden = true;
    button.setAttribute("aria-pressed", "false");
    input.focus();
  }

  async function start() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      tell("The camera is not allowed here. Allow it in the browser, or type the SKU.", true);
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    button.setAttribute("aria-pressed", "true");
    await video.play();
    watch(new window.BarcodeDetector(), { code: "", at: 0 });
  }

  async function watch(detector, before) {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    const now = performance.now();
    if (found && (found.rawValue !== before.code || now - before.at > AGAIN_AFTER)) {
      Object.assign(before, { code: found.rawValue, at: now });
      send({ code: found.rawValue });
    }
    setTimeout(watch, 200, detector, before);
  }
})();
