// My QR: a page that was kept yesterday shows today's pass first, and the screen stays awake while it is shown.
"use strict";
(() => {
  const box = document.getElementById("passes");
  if (!box) return;
  const today = new Intl.DateTimeFormat("sv-SE").format(new Date());
  const cards = [...box.querySelectorAll("[data-day]")];
  const current = cards.find(({ dataset }) => dataset.day === today);
  for (const card of cards) if (card.dataset.day < today) card.hidden = true;
  if (current) {
    box.prepend(current);
    if (current.tagName === "DETAILS") current.open = true;
  }
  const wake = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => undefined); };
  document.addEventListener("visibilitychange", wake);
  wake();
})();
