// Searching while typing: a text field with a list below, for the mouse, the keyboard and screen readers.
"use strict";

nexusBoard.picker = ({ input, list, find, choose, badge = () => null }) => {
  const { element } = nexusBoard;
  const PAUSE_MS = 200;
  let rows = [];
  let active = -1;
  let timer = 0;
  let waiting = null;

  function close() {
    clearTimeout(timer);
    waiting?.abort();
    list.hidden = true;
    rows = [];
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === index));
    const chosen = list.children[index];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  function draw(row, n) {
    const option = element("li", "board-option");
    option.id = `${list.id}-${n}`;
    option.setAttribute("role", "option");
    const words = element("span", "", row.title);
    if (row.about) words.append(element("small", "", row.about));
    option.append(words, ...[badge(row)].filter(Boolean));
    option.addEventListener("pointerdown", (down) => down.preventDefault()); // the field keeps focus
    option.addEventListener("click", () => take(row));
    return option;
  }

  function take(row) {
    close();
    choose(row);
  }

  async function search() {
    waiting?.abort();
    waiting = new AbortController();
    try {
      rows = await find(input.value.trim(), waiting.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      rows = [];
      list.replaceChildren(element("li", "board-soft", error.message));
    }
    if (document.activeElement !== input) return;
    if (rows.length) list.replaceChildren(...rows.map(draw));
    list.hidden = !list.children.length || (!rows.length && !input.value.trim());
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(rows.length ? 0 : -1);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });
  input.addEventListener("keydown", (key) => {
    if (list.hidden) {
      if (key.key === "ArrowDown") search();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[key.key];
    if (step && rows.length) mark((active + step + rows.length) % rows.length);
    else if (key.key === "Enter" && rows[active]) take(rows[active]);
    else if (key.key === "Escape") close();
    else return;
    key.preventDefault(); // neither send the form nor close the dialog
    key.stopPropagation();
  });
  input.addEventListener("blur", close);
  return { close };
};
