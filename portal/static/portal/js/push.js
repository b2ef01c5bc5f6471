"use strict";
// Asks the browser for its push address after a press of the button, and hands it to the site.
(() => {
  const box = document.querySelector("[data-push]");
  if (!box || !("serviceWorker" in navigator) || !("PushManager" in window)) { return; }
  const button = box.querySelector("button");
  const status = box.querySelector("[role=status]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  box.querySelector("[data-absent]").hidden = true;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (await Notification.requestPermission() !== "granted") { status.textContent = status.dataset.refused; return; }
      const registration = await navigator.serviceWorker.register(box.dataset.worker, { scope: "/push/" });
      await new Promise((done) => {
        const worker = registration.active || registration.waiting || registration.installing;
        if (worker.state === "activated") { done(); }
        worker.addEventListener("statechange", () => { if (worker.state === "activated") { done(); } });
      });
      const subscription = await registration.pushManager.subscribe({
        userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key),
      });
      const answer = await fetch(box.dataset.save, {
        method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify(subscription),
      });
      status.textContent = answer.ok ? status.dataset.done : status.dataset.failed;
    } catch {
      status.textContent = status.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
})();
