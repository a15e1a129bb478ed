// worker/sw.ts – the service worker: it keeps the frame of the site and its pages on the phone, so
// that they open without a network. It never sees an answer of the API: what is about a person is
// kept nowhere but where the pages say so (drafts/drafts).
//
// A page asks the network first and falls back to the kept frame; files with a hash in their name
// never change and come from the phone. An old worker keeps its files until its last page closes,
// so a page never loses the chunks it was built with.
const worker = self as unknown as ServiceWorkerGlobalScope;

// Filled in by the build (../../shell.ts): the files, and a hash over all of them.
declare const SHELL_FILES: string[];
declare const SHELL_HASH: string;

const kPrefix = "linli-";
const kCache = kPrefix + SHELL_HASH;
const kFrame = "/";
const kPatienceMs = 4000;
const kServerFailed = 500;
const kNotOurs = ["/api/", "/healthz", "/metrics", "/openapi.json"];
const kStill = ["/assets/", "/icons/", "/mark.svg", "/manifest.webmanifest"];

const startsWithAny = (path: string, beginnings: string[]): boolean =>
  beginnings.some((beginning) => path.startsWith(beginning));

worker.addEventListener("install", (event) => {
  const fresh = [kFrame, ...SHELL_FILES].map((path) => new Request(path, { cache: "no-cache" }));
  event.waitUntil(caches.open(kCache).then((cache) => cache.addAll(fresh)));
});

worker.addEventListener("activate", (event) => {
  const old = async (): Promise<void> => {
    for (const name of await caches.keys()) {
      if (name.startsWith(kPrefix) && name !== kCache) await caches.delete(name);
    }
    await worker.clients.claim();
  };
  event.waitUntil(old());
});

async function frame(request: Request): Promise<Response> {
  const kept = await caches.match(kFrame, { cacheName: kCache });
  if (!kept) return fetch(request);
  const patience = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), kPatienceMs));
  const asked = fetch(request).then(
    (answer) => (answer.status >= kServerFailed ? kept : answer),
    () => kept,
  );
  return Promise.race([asked, patience]);
}

async function still(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName: kCache });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && new URL(request.url).pathname.startsWith("/assets/")) {
    const cache = await caches.open(kCache);
    await cache.put(request, answer.clone());
  }
  return answer;
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== worker.location.origin) return;
  if (startsWithAny(address.pathname, kNotOurs)) return;
  if (request.mode === "navigate") event.respondWith(frame(request));
  else if (startsWithAny(address.pathname, kStill)) event.respondWith(still(request));
});
