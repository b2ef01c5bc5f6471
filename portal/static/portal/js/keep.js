// Keeps what is typed into a long form until it is saved: in this tab only, gone when the tab is closed.
// Without this file every error still shows what was typed; it helps when the network, the battery or the sign-in fails.
"use strict";
(() => {
  const form = document.querySelector("form[data-keep]");
  if (!form) {
    // The page a saved form leads to: nothing has to be kept any more.
    try {
      Object.keys(sessionStorage).filter((name) => name.startsWith("kept:")).forEach((name) => sessionStorage.removeItem(name));
    } catch {
      // Nothing could be kept here in the first place.
    }
    return;
  }
  const key = `kept:${location.pathname}`;
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "submit", "password", "file"].includes(field.type));
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const keep = () => {
    const values = fields().map((field) => [field.id, isTick(field) ? field.checked : field.value]);
    try {
      sessionStorage.setItem(key, JSON.stringify(values));
    } catch {
      // The tab may not keep anything; the page works as it would without this file.
    }
  };
  const putBack = (values) => {
    let changed = false;
    for (const [id, value] of values) {
      const field = document.getElementById(id);
      if (!field || !form.contains(field)) continue;
      const name = isTick(field) ? "checked" : "value";
      changed = changed || field[name] !== value;
      field[name] = value;
    }
    if (changed) document.getElementById(form.dataset.keep).hidden = false;
  };
  const values = read();
  const isFresh = !document.querySelector(".errsum");
  if (Array.isArray(values) && isFresh) putBack(values);
  form.addEventListener("input", keep);
  form.addEventListener("submit", keep);
})();
