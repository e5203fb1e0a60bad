// Keeps lessons and tools for reading without a signal. It sends nothing, and asks only this house.
"use strict";
const KEPT = "sasando-belajar";
const OURS = {{ kept|tojson }};
const STATIC = "/static/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (!Array.isArray(event.data?.keep)) return;
  event.waitUntil(
    keep(event.data.keep).then((kept) => event.ports[0]?.postMessage({ kept, of: event.data.keep.length })),
  );
});

// One after the other: a slow line is not made slower by asking for everything at once.
async function keep(paths) {
  const cache = await caches.open(KEPT);
  let kept = 0;
  for (const path of paths) {
    try {
      const answer = await fetch(path, { credentials: "omit" });
      if (!answer.ok) continue;
      await cache.put(path, answer);
      kept += 1;
    } catch {
      // The signal is gone: what is there already stays.
    }
  }
  return kept;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const asset = pathname.startsWith(STATIC) || pathname.startsWith("/media/pictures/");
  if (asset) event.respondWith(kept(pathname).then((found) => found ?? fetch(request)));
  else if (OURS.some((start) => pathname.startsWith(start))) event.respondWith(fresh(request, pathname));
});

async function kept(pathname) {
  return (await caches.open(KEPT)).match(pathname);
}

// What is kept is brought up to date whenever there is a signal, and shown when there is none.
async function fresh(request, pathname) {
  const cache = await caches.open(KEPT);
  const found = await cache.match(pathname);
  try {
    const answer = await fetch(request);
    if (found && answer.ok && !new URL(request.url).search) await cache.put(pathname, answer.clone());
    return answer;
  } catch (error) {
    if (found) return found;
    throw error;
  }
}
