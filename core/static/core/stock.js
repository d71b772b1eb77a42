/* The acts of the stock in a dialog: the form is fetched, sent, and the page goes where it is told. */

(() => {
  "use strict";

  const HEADERS = { "X-Stock-Dialog": "1" };

  function dialog() {
    let found = document.getElementById("nx-stock");
    if (!found) {
      found = document.createElement("dialog");
      found.id = "nx-stock";
      found.className = "nx-dialog";
      found.setAttribute("aria-labelledby", "nx-stock-title");
      document.body.append(found);
    }
    return found;
  }

  const here = () => location.pathname + location.search;

  function show(html) {
    const box = dialog();
    box.innerHTML = html;
    const next = box.querySelector('[name="next"]');
    if (next) next.value = here();
    if (!box.open) box.showModal();
    const first = box.querySelector(
      'input[aria-invalid="true"], input:not([type="hidden"]), select, textarea',
    );
    first?.focus();
    if (first instanceof HTMLInputElement && first.type !== "date") first.select();
  }

  async function open(link) {
    let answer;
    try {
      answer = await fetch(link.href, { headers: HEADERS });
    } catch {
      location.assign(link.href);
      return;
    }
    if (answer.ok && !answer.redirected) show(await answer.text());
    else location.assign(link.href);
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a[data-stock-dialog], a[data-stock-next]");
    if (!link) return;
    if ("stockNext" in link.dataset) {
      const address = new URL(link.href);
      address.searchParams.set("next", here());
      link.href = address.href;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    open(link);
  }, true);

  /* The library's field that looks for a bride says its name only to those who can see the label. */
  const page = document.querySelector("[data-stock-form]");
  function name() {
    for (const box of page.querySelectorAll('.select2-selection [role="textbox"]')) {
      if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", "Bride");
    }
  }
  if (page) {
    new MutationObserver(name).observe(page, { childList: true, subtree: true });
    name();
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("#nx-stock [data-stock-form]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button:not([type])");
    if (button.disabled) return;
    button.disabled = true;
    let why = "This did not get through. Try again: nothing is written twice.";
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: HEADERS,
        body: new FormData(form),
      });
      if (answer.redirected) why = "You were signed out, so nothing was written. Reload the page and sign in.";
      if (answer.status === 422) {
        show(await answer.text());
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      location.assign((await answer.json()).to);
      return;
    } catch {
      const said = form.querySelector('[role="alert"]');
      said.innerHTML = '<p class="st-fault"></p>';
      said.firstChild.textContent = why;
    }
    button.disabled = false;
  });
})();
