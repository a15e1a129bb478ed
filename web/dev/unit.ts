// dev/unit.ts – runs the unit tests of the pages, src/**/*.test.ts, by Node's own runner.
for (const load of Object.values(import.meta.glob("../src/**/*.test.ts"))) await load();

export {};
