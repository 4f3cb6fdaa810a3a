// Answers pictures whose address begins with a configured start (see [preview.images]) from this server, so that the
// bytes of the email stay as they will be sent.
"use strict";
const starts = {{ starts | tojson }};
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const index = starts.findIndex((start) => event.request.url.startsWith(start));
  if (index >= 0) event.respondWith(fetch(`/images/${index}/${event.request.url.slice(starts[index].length)}`));
});
