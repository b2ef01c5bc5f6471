// The worker: files by their hashed names, and the few pages the server lets a phone keep. It never answers a POST,
// never keeps an error, and drops everything kept as soon as somebody else signs in or nobody is signed in any more.
"use strict";
const FILES = "asar-files-1";
const PAGES = "asar-pages-1";
const OFFLINE = "asar-offline-1";
const MOST_FILES = 80;
const PATIENCE = 5000;
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;
const AWAY = [502, 503, 504];

self.addEventListener("install", (event) => {
  self.skipWaiting(); // pages come from the network and files are named by content: nothing can be of two versions
  event.waitUntil(install());
});
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data && event.data.keep) event.waitUntil(keepFromTheStart(event.data));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(self.asar.static)) event.respondWith(file(request, url));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

async function install() {
  const files = await caches.open(FILES);
  await files.addAll(self.asar.shell);
  const pages = await caches.open(OFFLINE);
  for (const address of Object.values(self.asar.offline)) {
    // Without cookies: these pages are the same for everybody.
    const answer = await fetch(address, { credentials: "omit", cache: "reload" });
    if (!answer.ok) throw new Error(address);
    await pages.put(address, answer);
  }
}

async function activate() {
  const ours = [FILES, PAGES, OFFLINE];
  for (const name of await caches.keys()) if (name.startsWith("asar-") && !ours.includes(name)) await caches.delete(name);
  await self.clients.claim();
  await sweep();
}

// --- files -----------------------------------------------------------------------------------------------------------
async function file(request, url) {
  const files = await caches.open(FILES);
  const kept = await files.match(request, { ignoreVary: true });
  if (kept && HASHED.test(url.pathname)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status === 200) {
      await files.put(request, answer.clone());
      await thin(files);
    }
    return answer;
  } catch (failure) {
    if (kept) return kept;
    throw failure;
  }
}

async function thin(files) {
  const names = await files.keys();
  for (const name of names.slice(0, Math.max(0, names.length - MOST_FILES))) await files.delete(name);
}

// --- pages: network first, then what was kept, then the page that says there is no network -----------------------------
async function page(event) {
  const address = plain(event.request.url);
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => remember(address, answer.clone()), () => undefined));
  try {
    const first = await Promise.race([fresh, slowly(address)]);
    return AWAY.includes(first.status) ? (await kept(address)) || first : first;
  } catch {
    return (await kept(address)) || offlinePage(address);
  }
}

function slowly(address) {
  // A line that hangs must not keep a kept page from the reader; without one we go on waiting.
  return new Promise((resolve) => {
    setTimeout(async () => {
      const found = await kept(address);
      if (found) resolve(found);
    }, PATIENCE);
  });
}

async function remember(address, answer) {
  const person = answer.headers.get("Asar-Person");
  if (answer.type !== "basic" || person === null) return;
  await belongTo(person);
  const pages = await caches.open(PAGES);
  if (answer.status === 200 && !answer.redirected && until(answer) > Date.now()) await pages.put(address, answer);
  else if (answer.status < 500) await pages.delete(address, { ignoreVary: true });
  await sweep();
}

async function kept(address) {
  const found = await (await caches.open(PAGES)).match(address, { ignoreVary: true });
  if (!found || !(until(found) > Date.now())) return undefined;
  // The page has to say that it is a kept one; it cannot know by itself.
  const text = (await found.text()).replace("<html ", "<html data-kept ");
  return new Response(text, { headers: found.headers });
}

async function offlinePage(address) {
  const [, first] = new URL(address).pathname.split("/");
  const wanted = self.asar.offline[first] || self.asar.offline[await lastLanguage()];
  return (await (await caches.open(OFFLINE)).match(wanted, { ignoreVary: true })) || Response.error();
}

async function lastLanguage() {
  const [last] = (await (await caches.open(PAGES)).keys()).reverse();
  const [, first] = last ? new URL(last.url).pathname.split("/") : [];
  return first in self.asar.offline ? first : self.asar.language;
}

async function sweep() {
  const pages = await caches.open(PAGES);
  for (const name of await pages.keys()) {
    const found = await pages.match(name, { ignoreVary: true });
    if (found && until(found) <= Date.now()) await pages.delete(name, { ignoreVary: true });
  }
}

const until = (answer) => Number(answer.headers.get("Asar-Keep-Until")) * 1000;
const plain = (address) => address.split("#")[0];

// The page that was open before the worker stood before it: fetched once more, with the files it is drawn with.
async function keepFromTheStart({ keep, files }) {
  try {
    const store = await caches.open(FILES);
    for (const name of files) if (!(await store.match(name, { ignoreVary: true }))) await store.add(name);
    await remember(plain(keep), await fetch(keep, { headers: { Accept: "text/html" } }));
  } catch {
    // The network is away already; the next visit keeps it.
  }
}

// --- whose pages these are -------------------------------------------------------------------------------------------
async function belongTo(person) {
  const pages = await caches.open(OFFLINE);
  const mark = await pages.match("/asar-person");
  const before = mark ? await mark.text() : "";
  if (before === person) return;
  await caches.delete(PAGES);
  await forgetLists(person);
  await pages.put("/asar-person", new Response(person));
}

// Names of a door list go with whoever opened it. Check-ins that wait stay: they are sent when that person is back.
function forgetLists(person) {
  return new Promise((resolve) => {
    const asked = indexedDB.open("asar-door");
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is no such store on this phone
    asked.onerror = asked.onblocked = () => resolve();
    asked.onsuccess = () => {
      const held = asked.result;
      const change = held.transaction("lists", "readwrite");
      change.objectStore("lists").openCursor().onsuccess = ({ target: { result: row } }) => {
        if (!row) return;
        if (row.value.person !== person) row.delete();
        row.continue();
      };
      change.oncomplete = change.onerror = change.onabort = () => { held.close(); resolve(); };
    };
  });
}
