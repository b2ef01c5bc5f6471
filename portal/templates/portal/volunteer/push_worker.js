"use strict";
// Shows what the site pushed, and opens the page it leads to. It holds nothing and intercepts no request.
self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch { return; }
  event.waitUntil(self.registration.showNotification(told.title || "Asar", {
    body: told.body, tag: told.tag, lang: told.lang, data: { url: told.url },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = event.notification.data && event.notification.data.url;
  if (url) { event.waitUntil(self.clients.openWindow(url)); }
});
