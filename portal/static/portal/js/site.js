// On every page: starts the worker that keeps pages for the time without network, says when there is none, and offers
// to put the site on the home screen from the second visit on. Without this file every page works as before.
"use strict";
(() => {
  const { worker } = document.documentElement.dataset;
  const kept = {
    read: (name) => { try { return localStorage.getItem(name); } catch { return null; } },
    write: (name, value) => { try { localStorage.setItem(name, value); } catch { /* private window */ } },
  };
  const draw = (name) => {
    const form = document.getElementById(name);
    return form ? form.content.firstElementChild.cloneNode(true) : null;
  };

  if (worker && "serviceWorker" in navigator) {
    const files = () => performance.getEntriesByType("resource").map(({ name }) => name)
      .filter((name) => name.startsWith(`${location.origin}${document.documentElement.dataset.files}`));
    const start = async () => {
      const had = Boolean(navigator.serviceWorker.controller);
      await navigator.serviceWorker.register(worker, { scope: "/" });
      const { active } = await navigator.serviceWorker.ready;
      // Scripts of the page may still be on their way.
      if (!had) setTimeout(() => active.postMessage({ keep: location.href, files: files() }), 1500);
    };
    addEventListener("load", () => start().catch(() => undefined));
  }

  let bar = null;
  const line = () => {
    if (navigator.onLine && !("kept" in document.documentElement.dataset)) { bar?.remove(); bar = null; return; }
    if (bar || document.querySelector("[data-own-offline]")) return;
    bar = draw("offline-bar");
    if (bar) document.querySelector("main").prepend(bar);
  };
  addEventListener("online", line);
  addEventListener("offline", line);
  line();

  // A visit is a window that was opened anew.
  const SEEN = "asar-visits", NEVER = "asar-no-install";
  try {
    if (!sessionStorage.getItem(SEEN)) {
      sessionStorage.setItem(SEEN, "1");
      kept.write(SEEN, String(Number(kept.read(SEEN)) + 1));
    }
  } catch { /* private window: no hint */ }
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (kept.read(NEVER) || Number(kept.read(SEEN)) < 2) return;
    const hint = draw("install-hint");
    if (!hint) return;
    const close = () => { kept.write(NEVER, "1"); hint.remove(); };
    hint.querySelector("[data-install]").addEventListener("click", () => { event.prompt(); close(); });
    hint.querySelector("[data-never]").addEventListener("click", close);
    document.querySelector("main").append(hint);
  });
})();
