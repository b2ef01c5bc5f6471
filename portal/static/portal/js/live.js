// Renews the parts of a page that change while it stays open. Without this file, opening the page again does the same.
// [data-live] says where the parts come from ("" is this page) and every how many seconds; [data-live-part] are they.
"use strict";
(() => {
  const root = document.querySelector("[data-live]");
  if (!root) return;
  const USUAL = Number(root.dataset.every || 5) * 1000;
  const SLOWEST = 60000;
  const QUIET = 20000; // between two sentences read out
  const address = root.dataset.live || location.href;
  const state = document.querySelector("[data-live-state]");
  const speaker = document.querySelector("[data-live-said]");
  let version = root.dataset.version ? `"${root.dataset.version}"` : "";
  let pause = USUAL;
  let timer = 0;
  let asking = false;
  let spokenAt = 0;
  let renewedAt = new Date();
  const edited = new WeakSet();

  const parts = () => [...document.querySelectorAll("[data-live-part]")];
  const later = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(renew, pause);
  };
  const show = (words) => {
    if (!state) return;
    state.hidden = !words;
    state.textContent = words;
  };
  const clock = (moment) => moment.toTimeString().slice(0, 5);

  // What cannot be told apart by its name is told apart by where it leads.
  const nameOf = (element) => {
    if (!element || element === document.body) return "";
    if (element.id) return `#${CSS.escape(element.id)}`;
    const tag = element.tagName.toLowerCase();
    if (element.hasAttribute("href")) return `${tag}[href="${CSS.escape(element.getAttribute("href"))}"]`;
    const form = element.closest("form");
    if (form) {
      const within = `form[action="${CSS.escape(form.getAttribute("action") || "")}"] ${tag}`;
      return element.name ? `${within}[name="${CSS.escape(element.name)}"]` : within;
    }
    return tag === "summary" ? "summary" : "";
  };
  const isBusy = (part) => {
    const held = document.activeElement;
    const types = held && part.contains(held) && held.matches("select, textarea, input:not([type=checkbox])");
    return types || [...part.querySelectorAll("form")].some((form) => edited.has(form));
  };
  // A token of a form is new each time it is written, and says nothing.
  const bare = (part) => part.innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
  const put = (part, fresh) => {
    const held = part.contains(document.activeElement) ? document.activeElement : null;
    const name = nameOf(held);
    const which = name ? [...part.querySelectorAll(name)].indexOf(held) : -1;
    const open = [...part.querySelectorAll("details")].map((details) => details.open);
    const across = [...part.querySelectorAll(".scroller")].map((box) => box.scrollLeft);
    part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    part.querySelectorAll("details").forEach((details, index) => {
      details.open = open[index] ?? details.open;
    });
    part.querySelectorAll(".scroller").forEach((box, index) => {
      box.scrollLeft = across[index] || 0;
    });
    const again = which >= 0 ? part.querySelectorAll(name)[which] || part.querySelector(name) : null;
    if (again) again.focus({ preventScroll: true });
    else if (held) {
      part.tabIndex = -1; // what was held is gone: stay where it was
      part.focus({ preventScroll: true });
    }
  };
  const say = (words) => {
    if (!speaker || !words || words === speaker.textContent || Date.now() - spokenAt < QUIET) return;
    spokenAt = Date.now();
    speaker.textContent = words;
  };
  const take = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    let whole = true;
    for (const part of parts()) {
      const fresh = page.getElementById(part.id);
      if (!fresh) return location.reload();
      if (bare(fresh) === bare(part)) continue;
      if (isBusy(part)) {
        whole = false;
        continue;
      }
      put(part, fresh);
      say(fresh.dataset.said);
      part.dataset.said = fresh.dataset.said || "";
    }
    return whole;
  };
  const renew = async () => {
    if (document.hidden || asking) return;
    asking = true;
    try {
      const headers = { Accept: "text/html" };
      if (version) headers["If-None-Match"] = version;
      const answer = await fetch(address, { headers, cache: "no-store", credentials: "same-origin" });
      if (answer.status === 304) {
        pause = Math.min(pause * 1.2, USUAL * 3);
      } else if (answer.redirected || (answer.status >= 400 && answer.status < 500 && answer.status !== 429)) {
        show(state ? state.dataset.gone : "");
        return; // signed out, or not ours any more: asking on would not help
      } else if (!answer.ok) {
        throw new Error(String(answer.status));
      } else {
        pause = USUAL;
        if (take(await answer.text())) version = answer.headers.get("ETag") || "";
      }
      renewedAt = new Date();
      show("");
    } catch {
      pause = Math.min(pause * 2, SLOWEST);
      show(state ? `${state.dataset.away} ${clock(renewedAt)}.` : "");
    } finally {
      asking = false;
    }
    later();
  };
  const now = () => {
    pause = USUAL;
    clearTimeout(timer);
    if (!document.hidden) renew();
  };
  document.addEventListener("input", (event) => event.target.form && edited.add(event.target.form));
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : now()));
  addEventListener("online", now);
  later();
})();
