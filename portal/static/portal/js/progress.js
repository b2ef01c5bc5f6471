// Renews the part of the page that says how far a run is. Without this file the link below it does the same.
"use strict";
(() => {
  const PAUSE = 2000;
  const part = () => document.getElementById("progress");
  const renew = async () => {
    if (document.hidden) return later();
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("progress");
      if (!fresh) return location.reload();
      part().replaceChildren(...fresh.childNodes);
    } catch {
      // The network is away; the next round tries again.
    }
    later();
  };
  const later = () => setTimeout(renew, PAUSE);
  if (part()) later();
})();
