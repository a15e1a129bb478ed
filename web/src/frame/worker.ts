// frame/worker.ts – starts the service worker once the page stands, so that it takes nothing from
// the first load. A page built for development has none.
export function startWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = (): void => {
    // Without it everything works but opening the site without a network.
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  };
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });
}
