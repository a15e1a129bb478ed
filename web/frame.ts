// frame.ts – a build step: everything that the frame of every page needs becomes one file. Left
// alone, each piece that pages share is a file of its own, and a slow phone waits for a dozen.
interface Context {
  getModuleInfo(id: string): { importers: string[] } | null;
}

const kStart = "/src/main.ts";

// Whether the start needs the module before anything is shown (not by import()).
function needed(id: string, context: Context, seen: Set<string>): boolean {
  if (id.endsWith(kStart)) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return (context.getModuleInfo(id)?.importers ?? []).some((by) => needed(by, context, seen));
}

export const frameGroup = {
  debugName: "frame",
  name: (id: string, context: Context): string | null =>
    needed(id, context, new Set()) ? "frame" : null,
};
