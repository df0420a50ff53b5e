"use strict";
// Shortcuts of the console. Every action works without them, and without this file.
// data-key="d" or "g q": the element is clicked by that key, or by those two one after the other.
// data-line: a link that j and k go to.
(() => {
  const sheet = document.getElementById("keys");
  const opener = document.getElementById("keys-open");
  let first = "";

  const isWriting = (target) =>
    target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);

  const move = (step) => {
    const lines = [...document.querySelectorAll("[data-line]")];
    const here = lines.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : lines.length - 1) : here + step;
    lines[next]?.focus();
  };

  const press = (keys) => {
    const found = document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
    found?.click();
    return Boolean(found);
  };

  const act = (key) => {
    if (key === "?") return sheet.showModal(), true;
    if (key === "j" || key === "k") return move(key === "j" ? 1 : -1), true;
    return press(first ? `${first} ${key}` : key);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || sheet.open) return;
    if (isWriting(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (act(event.key)) event.preventDefault();
    first = event.key === "g" && !first ? "g" : "";
  });

  opener.hidden = false;
  opener.addEventListener("click", () => sheet.showModal());
})();
