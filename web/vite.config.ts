import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { compress } from "./compress";
import { frameGroup } from "./frame";
import { fixture } from "./dev/fixture";
import { shell } from "./shell";

// `npm run dev` speaks to a running `linli serve` (LINLI_API, default port 8080), or with
// LINLI_API=fixture to the small stand-in in dev/, which no build contains.
const api = process.env.LINLI_API ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [vue(), shell(), compress(), ...(api === "fixture" ? [fixture()] : [])],
  server: {
    port: Number(process.env.PORT ?? 5173),
    strictPort: true,
    ...(api === "fixture" ? {} : { proxy: { "/api": api } }),
  },
  build: {
    target: "es2020",
    // Nothing inline: the server's Content-Security-Policy is default-src 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: "index.html", sw: "src/worker/sw.ts" },
      output: {
        codeSplitting: { groups: [frameGroup] },
        // The worker's address may not change: it is what a phone asks for news.
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
