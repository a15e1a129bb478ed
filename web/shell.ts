// shell.ts – a build step: tells the service worker which files make the resident site, so that it
// opens without a network. Pages that only staff use are kept when they are first opened.
import { createHash } from "node:crypto";
import type { Plugin, Rolldown } from "vite";

// The pages that work, or say something useful, without a network; English; and QR codes.
const kKept = [
  "report/Report.vue",
  "kit/Open.vue",
  "drafts/Drafts.vue",
  "drafts/Receipt.vue",
  "matter/Follow.vue",
  "matter/MyMatter.vue",
  "matter/PublicList.vue",
  "matter/PublicMatter.vue",
  "account/SignIn.vue",
  "account/Myself.vue",
  "report/Households.vue",
  "village/Card.vue",
  "uqr/dist/index.mjs",
  "words/en.ts",
];
const kBeside = ["/mark.svg", "/icons/192.png", "/manifest.webmanifest"];

type Chunk = Rolldown.OutputChunk;
const cssOf = (chunk: Chunk): string[] => [
  ...((chunk as Chunk & { viteMetadata?: { importedCss: Set<string> } }).viteMetadata
    ?.importedCss ?? []),
];

export function shell(): Plugin {
  return {
    name: "linli-shell",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((one): one is Chunk => one.type === "chunk");
        const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
        const files = new Set<string>();
        const keep = (chunk: Chunk | undefined): void => {
          if (!chunk || files.has(chunk.fileName)) return;
          for (const name of [chunk.fileName, ...cssOf(chunk)]) files.add(name);
          for (const name of chunk.imports) keep(byName.get(name));
        };
        const worker = chunks.find((chunk) => chunk.isEntry && chunk.name === "sw");
        if (!worker) throw new Error("the service worker is not built");
        keep(chunks.find((chunk) => chunk.isEntry && chunk !== worker));
        for (const module of kKept) {
          const chunk = chunks.find((one) => one.facadeModuleId?.endsWith(`/${module}`));
          if (!chunk) throw new Error(`${module} is no chunk of its own`);
          keep(chunk);
        }
        const list = [...kBeside, ...[...files].sort().map((name) => `/${name}`)];
        const hash = createHash("sha256").update(list.join("\n")).digest("hex").slice(0, 16);
        const filled = worker.code
          .replace(/\bSHELL_FILES\b/g, JSON.stringify(list))
          .replace(/\bSHELL_HASH\b/g, JSON.stringify(hash));
        if (filled === worker.code) throw new Error("the service worker names no files");
        worker.code = filled;
      },
    },
  };
}
