// The organiser's screen: shows the code of this half minute by the server's clock, fetches new ones before they run
// out, and stays awake. Without this file the page loads itself anew.
"use strict";
(() => {
  const offsetOf = (box) => Date.parse(box.dataset.now) - Date.now();
  let offset = offsetOf(document.getElementById("screen"));
  const show = () => {
    const box = document.getElementById("screen"), now = Date.now() + offset;
    const codes = [...box.querySelectorAll("[data-from]")];
    const current = codes.find(({ dataset }) => Date.parse(dataset.from) <= now && now < Date.parse(dataset.until));
    for (const code of codes) code.hidden = code !== (current || codes[codes.length - 1]);
    box.querySelector("[data-old]").hidden = Boolean(current);
    return codes.filter(({ dataset }) => Date.parse(dataset.from) > now).length;
  };
  const renew = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(10000) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok && page.getElementById("screen");
      if (!fresh) return;
      document.getElementById("screen").replaceWith(fresh);
      offset = offsetOf(fresh);
      show();
    } catch { /* no network: the codes that are here last for ten minutes */ }
  };
  let asked = Date.now();
  setInterval(() => {
    const left = show();
    if (left < 15 && Date.now() - asked > 20000 && !document.hidden) { asked = Date.now(); renew(); }
  }, 1000);
  const wake = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => undefined); };
  document.addEventListener("visibilitychange", wake);
  wake();
  show();
})();
