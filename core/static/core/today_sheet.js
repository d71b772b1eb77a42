// The run sheet on screen: what changed is drawn anew, the rest stays as it is under the finger.
"use strict";

window.nexusSheet = (place) => {
  const parts = (root) => [...root.querySelectorAll("[id^=today-card-], [id^=today-free-], [id^=today-head-], [id^=today-none], #today-sum")];
  const seen = new Map(); // what the server said last, by the part's id

  function parse(html) {
    const box = document.createElement("template");
    box.innerHTML = html;
    return box.content;
  }

  // She is writing there, or has written what is not saved yet.
  function isBusy(part) {
    const inside = part.contains(document.activeElement) ? document.activeElement : null;
    const changed = [...part.querySelectorAll("input[type=text]")].some((input) => input.value !== input.defaultValue);
    return changed || Boolean(inside?.matches("input[type=text]"));
  }

  // What she is typing while an answer arrives goes on in the new card.
  function carry(old, fresh) {
    for (const input of old.querySelectorAll("input[type=text]")) {
      const same = fresh.querySelector(`#${input.id}`);
      if (same && input.value !== input.defaultValue) same.value = input.value;
    }
  }

  function swap(old, fresh) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const caret = focused?.matches("input[type=text]") ? focused.selectionStart : null;
    carry(old, fresh);
    old.replaceWith(fresh);
    if (!focused) return;
    const same = focused.id && document.getElementById(focused.id);
    (same || fresh.querySelector("button, a"))?.focus({ preventScroll: true });
    if (same && caret !== null) same.setSelectionRange(caret, caret);
  }

  // `busyToo` after her own act: then the answer is newer than what stands in the card.
  function show(html, { busyToo = "" } = {}) {
    const fresh = parse(html);
    const before = parts(place);
    const after = parts(fresh);
    const order = (list) => list.map((part) => part.id).join();
    const texts = new Map(after.map((part) => [part.id, part.outerHTML]));
    const keeps = (part) =>
      part.id !== busyToo && (seen.get(part.id) === texts.get(part.id) || isBusy(part));
    if (order(before) === order(after)) {
      after.forEach((part, n) => {
        if (keeps(before[n])) return;
        seen.set(part.id, texts.get(part.id));
        swap(before[n], part);
      });
      return;
    }
    const focused = document.activeElement;
    for (const old of before) {
      const part = after.find((other) => other.id === old.id);
      if (part && keeps(old)) part.replaceWith(old);
      else if (part) seen.set(part.id, texts.get(part.id));
    }
    for (const [id, text] of texts) if (!seen.has(id)) seen.set(id, text);
    place.replaceChildren(fresh);
    if (focused?.isConnected) focused.focus({ preventScroll: true });
  }

  for (const part of parts(parse(place.innerHTML))) seen.set(part.id, part.outerHTML);
  return { show };
};
