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
// When the last page of the studio has gone this goes, too: whatever is served here next has its pictures to itself.
self.addEventListener("message", (event) => event.waitUntil((async () => {
  await new Promise((done) => setTimeout(done, 1000)); // a page that is loaded again is soon back
  if (!(await self.clients.matchAll({ includeUncontrolled: true, type: "window" })).length) await self.registration.unregister();
})()));
